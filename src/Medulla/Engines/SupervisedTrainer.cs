using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Trains a network on a loader, as configurations describe it. <see cref="Training.Trainer"/> is the typed way, which can also go on exactly where a run was stopped.</summary>
public sealed class SupervisedTrainer : Workflow
{
    private readonly Func<object?, object?, Tensor> loss;
    private readonly Inferer? inferer;

    /// <summary>A trainer.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="maxEpochs">Number of epochs.</param>
    /// <param name="trainDataLoader">The batches.</param>
    /// <param name="network">The network, on the same device.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="lossFunction">Prediction and target to a scalar.</param>
    /// <param name="inferer">How to run the network; with gradients, so one that keeps them. The network itself if null.</param>
    /// <param name="postprocessing">What to do with each sample; finds the network's output under "pred".</param>
    /// <param name="keyTrainMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="trainHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="amp">Asks for half precision, which on the CPU changes nothing, as in the reference; a GPU computes in float32 all the same, and the log says so.</param>
    /// <param name="prepareBatch">Takes a batch apart; "image" and "label" if null.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    public SupervisedTrainer(
        Device? device, int maxEpochs, DataLoader trainDataLoader, nn.Module network, optim.Optimizer optimizer, Func<object?, object?, Tensor> lossFunction, Inferer? inferer = null,
        ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyTrainMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? trainHandlers = null, bool amp = false, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null,
        bool decollate = true, int? epochLength = null)
        : base(trainDataLoader, prepareBatch, postprocessing, keyTrainMetric, additionalMetrics, metricCmpFn, trainHandlers?.OfType<IEngineHandler>().ToList(), decollate)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(lossFunction);
        (Network, Optimizer, loss, this.inferer) = (network, optimizer, lossFunction, inferer is SimpleInferer ? null : inferer);
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = Check.Positive(maxEpochs), EpochLength = epochLength ?? 0 };
        Begin(amp);
    }

    /// <summary>The network.</summary>
    public nn.Module Network { get; }

    /// <summary>Its optimiser.</summary>
    public optim.Optimizer Optimizer { get; }

    /// <summary>Trains until all epochs are done.</summary>
    /// <param name="cancel">Stops after the current iteration.</param>
    public void Run(CancellationToken cancel = default) => RunLoader(cancel);

    /// <inheritdoc/>
    protected override void Iterate(object? batch)
    {
        var prepared = Prepare(batch);
        if (prepared.Targets is null)
        {
            throw new ArgumentException("SupervisedTrainer: the batch has no 'label' to compare predictions with.");
        }
        Network.train();
        Optimizer.zero_grad();
        var call = NetworkCall.Of(Network, prepared.Arguments);
        var output = OutputOf(prepared, inferer is null ? call(prepared.Inputs) : inferer.Run(prepared.Inputs, call));
        State.Output = output;
        FireEvent(EngineEvent.ForwardCompleted);
        var value = loss(output["pred"], prepared.Targets).mean();
        output["loss"] = value;
        FireEvent(EngineEvent.LossCompleted);
        if (EngineOutput.Number(value.detach()) is { } number && !double.IsFinite(number))
        {
            throw new InvalidOperationException($"the loss became {number} in epoch {State.Epoch}, iteration {State.Iteration}; lower the learning rate, clip gradients, or look for images with NaN.");
        }
        value.backward();
        FireEvent(EngineEvent.BackwardCompleted);
        Optimizer.step();
        FireEvent(EngineEvent.ModelCompleted);
    }
}
