using Medulla.Data;
using TorchSharp;
using static TorchSharp.torch;
using OptimizerHelper = TorchSharp.Modules.OptimizerHelper;

namespace Medulla.Optimization;

/// <summary>
/// Finds good learning rates: trains for a while at rates that rise from step to step, and watches the loss. Network and optimiser are
/// afterwards as they were.
/// </summary>
/// <param name="model">The network; called with images [B, C, spatial...].</param>
/// <param name="optimizer">Its optimiser, without a schedule.</param>
/// <param name="criterion">Prediction and label to a scalar loss.</param>
/// <param name="progress">Is told the share of the steps that is done; nobody is if null.</param>
public sealed class LearningRateFinder(
    nn.Module<Tensor, Tensor> model, OptimizerHelper optimizer, Func<Tensor, Tensor, Tensor> criterion, IProgress<double>? progress = null)
{
    /// <summary>Trains at rising rates.</summary>
    /// <param name="trainLoader">Batches to train on; gone through again where there are too few.</param>
    /// <param name="valLoader">Batches to take the loss of, all of them after each step; the training loss counts if null.</param>
    /// <param name="startLr">The first rate; the optimiser's own if null.</param>
    /// <param name="endLr">The last rate.</param>
    /// <param name="numIter">Number of steps, at least 2.</param>
    /// <param name="stepMode">How the rates follow each other.</param>
    /// <param name="smoothF">Weight of a new loss in the running average, in [0, 1); 0 takes losses as they are.</param>
    /// <param name="divergeTh">The test ends early where the loss is more than so many times the smallest one.</param>
    /// <param name="accumulationSteps">Batches for each step.</param>
    /// <param name="autoReset">Whether network and optimiser are as before afterwards.</param>
    /// <param name="imageKey">Key of the images in a batch.</param>
    /// <param name="labelKey">Key of the labels in a batch.</param>
    /// <param name="cancel">Stops after the current batch.</param>
    /// <exception cref="ArgumentException">An argument lies outside its bounds, or there are no batches.</exception>
    public LearningRateTest RangeTest(
        DataLoader trainLoader, DataLoader? valLoader = null, double? startLr = null, double endLr = 10, int numIter = 100, RateSteps stepMode = RateSteps.Exponential,
        double smoothF = 0.05, double divergeTh = 5, int accumulationSteps = 1, bool autoReset = true, string imageKey = "image", string labelKey = "label",
        CancellationToken cancel = default)
    {
        if (smoothF is < 0 or >= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(smoothF), smoothF, "LearningRateFinder: smooth_f must lie in [0, 1).");
        }
        Check.Positive(accumulationSteps);
        if (trainLoader.Count == 0)
        {
            throw new ArgumentException("LearningRateFinder: the loader has no batches to train on.", nameof(trainLoader));
        }
        using var before = Saved();
        var wasTraining = model.training;
        try
        {
            InitialRates.Set(optimizer, startLr ?? optimizer.ParamGroups.First().LearningRate);
            optim.lr_scheduler.LRScheduler schedule = stepMode == RateSteps.Linear ? new LinearLR(optimizer, endLr, numIter) : new ExponentialLR(optimizer, endLr, numIter);
            List<double> rates = [], losses = [];
            using var batches = Endless(trainLoader, imageKey, labelKey, cancel).GetEnumerator();
            var best = double.PositiveInfinity;
            for (var step = 0; step < numIter && !(losses.Count > 0 && losses[^1] > divergeTh * best); step++)
            {
                rates.Add(optimizer.ParamGroups.First().LearningRate);
                var loss = TrainStep(batches, accumulationSteps);
                loss = valLoader is null ? loss : Validate(valLoader, imageKey, labelKey, cancel);
                schedule.step();
                losses.Add(step > 0 && smoothF > 0 ? (smoothF * loss) + ((1 - smoothF) * losses[^1]) : loss);
                best = Math.Min(best, losses[^1]);
                progress?.Report((step + 1.0) / numIter);
            }
            return new(rates, losses);
        }
        finally
        {
            if (autoReset)
            {
                before.Restore();
            }
            model.train(wasTraining);
        }
    }

    private double TrainStep(IEnumerator<(Tensor Image, Tensor Label)> batches, int accumulationSteps)
    {
        model.train();
        optimizer.zero_grad();
        var total = 0.0;
        for (var i = 0; i < accumulationSteps; i++)
        {
            batches.MoveNext();
            using var scope = NewDisposeScope();
            var loss = criterion(model.call(OnDevice(batches.Current.Image)), OnDevice(batches.Current.Label)) / accumulationSteps;
            loss.backward();
            total += loss.item<float>();
        }
        optimizer.step();
        return total;
    }

    private double Validate(DataLoader loader, string imageKey, string labelKey, CancellationToken cancel)
    {
        model.eval();
        using var noGradient = no_grad();
        var total = 0.0;
        foreach (var batch in loader.Epoch(0, 0, cancel))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                total += criterion(model.call(OnDevice(batch[imageKey])), OnDevice(batch[labelKey])).item<float>() * batch.Count;
            }
        }
        return total / loader.Dataset.Count;
    }

    private Tensor OnDevice(Tensor tensor) => tensor.to(model.parameters().First().device);

    private static IEnumerable<(Tensor Image, Tensor Label)> Endless(DataLoader loader, string imageKey, string labelKey, CancellationToken cancel)
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch, 0, cancel))
            {
                using (batch)
                {
                    yield return (batch[imageKey], batch[labelKey]);
                }
            }
        }
    }

    private Snapshot Saved() => new(model, optimizer);

    /// <summary>Copies of weights and buffers, and the optimiser's state as bytes.</summary>
    private sealed class Snapshot : IDisposable
    {
        private readonly nn.Module network;
        private readonly OptimizerHelper optimizer;
        private readonly MemoryStream state = new();
        private readonly Dictionary<string, Tensor> weights;

        public Snapshot(nn.Module network, OptimizerHelper optimizer)
        {
            (this.network, this.optimizer) = (network, optimizer);
            using var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true);
            optimizer.save_state_dict(writer);
            using var scope = NewDisposeScope();
            weights = network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone().DetachFromDisposeScope());
        }

        public void Restore()
        {
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            foreach (var (name, value) in network.state_dict())
            {
                value.copy_(weights[name]);
            }
            state.Position = 0;
            using var reader = new BinaryReader(state, System.Text.Encoding.UTF8, leaveOpen: true);
            optimizer.load_state_dict(reader);
            optimizer.zero_grad();
        }

        public void Dispose()
        {
            foreach (var weight in weights.Values)
            {
                weight.Dispose();
            }
            state.Dispose();
        }
    }
}
