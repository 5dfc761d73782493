using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>
/// Trains a generator and a discriminator against each other (Goodfellow et al., Generative adversarial networks, 2014): for each batch of
/// real images the discriminator learns from them and from generated ones, then the generator learns from the discriminator.
/// </summary>
/// <remarks>The output has "reals", "fakes", "latents", "g_loss" and "d_loss"; it is not taken apart.</remarks>
public sealed class GanTrainer : TrainingWorkflow
{
    private readonly Func<Tensor, Tensor> gLoss;
    private readonly Func<Tensor, Tensor, Tensor> dLoss;
    private readonly Inferer? gInferer;
    private readonly int dTrainSteps;
    private readonly int latentShape;
    private readonly Func<int, int, Device, bool, Tensor> makeLatent;
    private readonly bool gUpdateLatents;

    /// <summary>A trainer.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="maxEpochs">Number of epochs.</param>
    /// <param name="trainDataLoader">The batches of real images.</param>
    /// <param name="gNetwork">The generator, from latent codes [B, L] to images.</param>
    /// <param name="gOptimizer">Its optimiser.</param>
    /// <param name="gLossFunction">Generated images to a scalar.</param>
    /// <param name="dNetwork">The discriminator, which the losses call.</param>
    /// <param name="dOptimizer">Its optimiser.</param>
    /// <param name="dLossFunction">Generated and real images to a scalar.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    /// <param name="gInferer">How to run the generator; with gradients, so one that keeps them. The network itself if null.</param>
    /// <param name="dInferer">How to run the discriminator; here the losses run it.</param>
    /// <param name="dTrainSteps">How often the discriminator learns from each batch.</param>
    /// <param name="latentShape">Length of latent codes.</param>
    /// <param name="dPrepareBatch">Takes a batch of real images apart; "reals" if null.</param>
    /// <param name="gPrepareBatch">Makes latent codes of their number, their length, a device, and whether copies need not wait; normal numbers if null.</param>
    /// <param name="gUpdateLatents">Whether the generator learns from other codes than the discriminator.</param>
    /// <param name="iterationUpdate">Does an iteration in place of this engine: given the engine and the batch, it returns the output.</param>
    /// <param name="postprocessing">What to do with the output where an iteration of one's own fires <see cref="EngineEvent.ModelCompleted"/>.</param>
    /// <param name="keyTrainMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="trainHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="decollate">Whether batches are taken apart at <see cref="EngineEvent.ModelCompleted"/>.</param>
    public GanTrainer(
        Device? device, int maxEpochs, IBatchSource trainDataLoader, nn.Module gNetwork, optim.Optimizer gOptimizer, Func<Tensor, Tensor> gLossFunction,
        nn.Module dNetwork, optim.Optimizer dOptimizer, Func<Tensor, Tensor, Tensor> dLossFunction, int? epochLength = null, Inferer? gInferer = null,
        Inferer? dInferer = null, int dTrainSteps = 1, int latentShape = 64, Func<object?, Device, bool, PreparedBatch>? dPrepareBatch = null,
        Func<int, int, Device, bool, Tensor>? gPrepareBatch = null, bool gUpdateLatents = true, Func<Engine, object?, object?>? iterationUpdate = null,
        ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyTrainMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? trainHandlers = null, bool decollate = true)
        : base(trainDataLoader, dPrepareBatch, iterationUpdate, postprocessing, keyTrainMetric, additionalMetrics, metricCmpFn, trainHandlers, decollate: decollate)
    {
        (GNetwork, GOptimizer, gLoss, DNetwork, DOptimizer, dLoss) = (gNetwork, gOptimizer, gLossFunction, dNetwork, dOptimizer, dLossFunction);
        this.gInferer = gInferer is SimpleInferer ? null : gInferer;
        DInferer = dInferer ?? new SimpleInferer();
        (this.dTrainSteps, this.latentShape, this.gUpdateLatents) = (Check.Positive(dTrainSteps), Check.Positive(latentShape), gUpdateLatents);
        makeLatent = gPrepareBatch ?? Latents.DefaultMakeLatent;
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = Check.Positive(maxEpochs), EpochLength = epochLength ?? 0 };
        Begin(amp: false);
    }

    /// <summary>The generator.</summary>
    public nn.Module GNetwork { get; }

    /// <summary>The generator's optimiser.</summary>
    public optim.Optimizer GOptimizer { get; }

    /// <summary>The discriminator.</summary>
    public nn.Module DNetwork { get; }

    /// <summary>The discriminator's optimiser.</summary>
    public optim.Optimizer DOptimizer { get; }

    /// <summary>How losses may run the discriminator.</summary>
    public Inferer DInferer { get; }

    /// <inheritdoc/>
    protected override void Process(object? batch)
    {
        var reals = Prepare(batch).Inputs;
        // As many fakes as a full batch has items, also where the last one is smaller.
        var count = DataLoader.ItemsPerBatch ?? checked((int)reals.shape[0]);
        var latents = makeLatent(count, latentShape, State.Device, false);
        Tensor fakes;
        using (no_grad())
        {
            fakes = Generate(latents);   // of which only the discriminator learns
        }
        var dTotal = 0.0;
        for (var step = 0; step < dTrainSteps; step++)
        {
            using var scope = NewDisposeScope();
            DOptimizer.zero_grad();
            var value = Finite("discriminator's loss", dLoss(fakes, reals));
            Backward(value, null);
            DOptimizer.step();
            dTotal += EngineOutput.Number(value.detach())!.Value;
        }
        if (gUpdateLatents)
        {
            latents = makeLatent(count, latentShape, State.Device, false);
        }
        fakes = Generate(latents);
        GOptimizer.zero_grad();
        var loss = Finite("generator's loss", gLoss(fakes));
        Backward(loss, gInferer);
        GOptimizer.step();
        State.Output = new Dictionary<string, object?>
        {
            ["reals"] = reals, ["fakes"] = fakes.detach(), ["latents"] = latents, ["g_loss"] = EngineOutput.Number(loss.detach()), ["d_loss"] = dTotal,
        };
    }

    private Tensor Generate(Tensor latents)
    {
        var call = NetworkCall.Of(GNetwork);
        return (gInferer is null ? call(latents) : gInferer.Run(latents, call)).Single;
    }
}
