using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Trains a network against a discriminator: it learns to come near to labels, and to give what the discriminator takes for real.</summary>
/// <remarks>
/// The output has "image", "label", "pred", "reals", "fakes", "real_logits", "fake_logits", "reconstruction_loss", "generator_loss" and
/// "discriminator_loss". It is not taken apart; its events are those of <see cref="AdversarialIterationEvents"/>.
/// </remarks>
public sealed class AdversarialTrainer : TrainingWorkflow
{
    private readonly Func<Tensor, Tensor> gLoss;
    private readonly Func<object?, object?, Tensor> reconLoss;
    private readonly Func<Tensor, Tensor, Tensor> dLoss;
    private readonly Inferer? gInferer, dInferer;

    /// <summary>A trainer.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="maxEpochs">Number of epochs.</param>
    /// <param name="trainDataLoader">The batches.</param>
    /// <param name="gNetwork">The network.</param>
    /// <param name="gOptimizer">Its optimiser.</param>
    /// <param name="gLossFunction">What the discriminator says of predictions, to a loss that is small where they pass.</param>
    /// <param name="reconLossFunction">Prediction and target to a loss.</param>
    /// <param name="dNetwork">The discriminator.</param>
    /// <param name="dOptimizer">Its optimiser.</param>
    /// <param name="dLossFunction">What the discriminator says of real images and of predictions, to a loss.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    /// <param name="prepareBatch">Takes a batch apart; "image" and "label" if null.</param>
    /// <param name="iterationUpdate">Does an iteration in place of this engine: given the engine and the batch, it returns the output.</param>
    /// <param name="gInferer">How to run the network; with gradients, so one that keeps them. The network itself if null.</param>
    /// <param name="dInferer">How to run the discriminator, likewise.</param>
    /// <param name="postprocessing">What to do with the output where an iteration of one's own fires <see cref="EngineEvent.ModelCompleted"/>.</param>
    /// <param name="keyTrainMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="trainHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="amp">Asks for half precision, which on the CPU changes nothing, as in the reference; a GPU computes in float32 all the same, and the log says so.</param>
    /// <param name="eventNames">Further events, to be fired by handlers or an iteration of one's own.</param>
    /// <param name="eventToAttr">What numbers the times of these, "epoch" or "iteration"; the iteration if not said.</param>
    /// <param name="decollate">Whether batches are taken apart at <see cref="EngineEvent.ModelCompleted"/>.</param>
    public AdversarialTrainer(
        Device? device, int maxEpochs, IBatchSource trainDataLoader, nn.Module gNetwork, optim.Optimizer gOptimizer, Func<Tensor, Tensor> gLossFunction,
        Func<object?, object?, Tensor> reconLossFunction, nn.Module dNetwork, optim.Optimizer dOptimizer, Func<Tensor, Tensor, Tensor> dLossFunction,
        int? epochLength = null, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, Func<Engine, object?, object?>? iterationUpdate = null,
        Inferer? gInferer = null, Inferer? dInferer = null, ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyTrainMetric = null,
        IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null, Func<double, double, bool>? metricCmpFn = null,
        IReadOnlyList<IEngineHandler?>? trainHandlers = null, bool amp = false, IReadOnlyList<string>? eventNames = null,
        IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
        : base(
            trainDataLoader, prepareBatch, iterationUpdate, postprocessing, keyTrainMetric, additionalMetrics, metricCmpFn, trainHandlers,
            [.. AdversarialIterationEvents.All.Select(one => one.Name), .. eventNames ?? []], eventToAttr, decollate)
    {
        (GNetwork, GOptimizer, gLoss, reconLoss, DNetwork, DOptimizer, dLoss)
            = (gNetwork, gOptimizer, gLossFunction, reconLossFunction, dNetwork, dOptimizer, dLossFunction);
        (this.gInferer, this.dInferer) = (gInferer is SimpleInferer ? null : gInferer, dInferer is SimpleInferer ? null : dInferer);
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = Check.Positive(maxEpochs), EpochLength = epochLength ?? 0 };
        Begin(amp);
    }

    /// <summary>The network.</summary>
    public nn.Module GNetwork { get; }

    /// <summary>Its optimiser.</summary>
    public optim.Optimizer GOptimizer { get; }

    /// <summary>The discriminator.</summary>
    public nn.Module DNetwork { get; }

    /// <summary>The discriminator's optimiser.</summary>
    public optim.Optimizer DOptimizer { get; }

    /// <inheritdoc/>
    protected override void Process(object? batch)
    {
        var prepared = Prepare(batch);
        var output = OutputOf(prepared);
        output["reals"] = prepared.Inputs;
        State.Output = output;
        var fakes = TrainGenerator(prepared, output);
        TrainDiscriminator(prepared, fakes.detach(), output);
    }

    private Tensor TrainGenerator(PreparedBatch prepared, Dictionary<string, object?> output)
    {
        GNetwork.train();
        GOptimizer.zero_grad();
        var fakes = Run(gInferer, GNetwork, prepared.Inputs, prepared);
        output["fakes"] = output[BatchPreparation.Prediction] = fakes;
        FireEvent(AdversarialIterationEvents.GeneratorForwardCompleted);
        var logits = Run(dInferer, DNetwork, fakes.to_type(ScalarType.Float32).contiguous(), prepared);
        output["fake_logits"] = logits;
        FireEvent(AdversarialIterationEvents.GeneratorDiscriminatorForwardCompleted);
        var reconstruction = reconLoss(fakes, prepared.Targets).mean();
        output["reconstruction_loss"] = reconstruction;
        FireEvent(AdversarialIterationEvents.ReconstructionLossCompleted);
        var adversarial = gLoss(logits).mean();
        output["generator_loss"] = adversarial;
        FireEvent(AdversarialIterationEvents.GeneratorLossCompleted);
        Backward(Finite("generator's loss", reconstruction + adversarial), gInferer);
        FireEvent(AdversarialIterationEvents.GeneratorBackwardCompleted);
        GOptimizer.step();
        FireEvent(AdversarialIterationEvents.GeneratorModelCompleted);
        return fakes;
    }

    private void TrainDiscriminator(PreparedBatch prepared, Tensor fakes, Dictionary<string, object?> output)
    {
        DNetwork.train();
        DNetwork.zero_grad();
        var reals = Run(dInferer, DNetwork, prepared.Inputs.contiguous(), prepared);
        output["real_logits"] = reals;
        FireEvent(AdversarialIterationEvents.DiscriminatorRealsForwardCompleted);
        var logits = Run(dInferer, DNetwork, fakes.contiguous(), prepared);
        output["fake_logits"] = logits;
        FireEvent(AdversarialIterationEvents.DiscriminatorFakesForwardCompleted);
        var loss = Finite("discriminator's loss", dLoss(reals, logits).mean());
        output["discriminator_loss"] = loss;
        FireEvent(AdversarialIterationEvents.DiscriminatorLossCompleted);
        Backward(loss, dInferer);
        FireEvent(AdversarialIterationEvents.DiscriminatorBackwardCompleted);
        DOptimizer.step();
        FireEvent(AdversarialIterationEvents.DiscriminatorModelCompleted);
    }

    private static Tensor Run(Inferer? inferer, nn.Module network, Tensor inputs, PreparedBatch prepared)
    {
        var call = NetworkCall.Of(network, prepared);
        return (inferer is null ? call(inputs) : inferer.Run(inputs, call)).Single;
    }
}
