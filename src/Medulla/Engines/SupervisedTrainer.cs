using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Trains a network on a loader, as configurations describe it. <see cref="Training.Trainer"/> is the typed way, which can also go on exactly where a run was stopped.</summary>
public sealed class SupervisedTrainer : TrainingWorkflow
{
    private readonly Func<object?, object?, Tensor> loss;
    private readonly Inferer? inferer;

    /// <summary>A trainer.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="maxEpochs">Number of epochs.</param>
    /// <param name="trainDataLoader">The batches.</param>
    /// <param name="network">The network, on the same device.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="lossFunction">Prediction and target to a scalar, or to several, whose mean is taken.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    /// <param name="prepareBatch">Takes a batch apart; "image" and "label" if null.</param>
    /// <param name="iterationUpdate">Does an iteration in place of this engine: given the engine and the batch, it returns the output.</param>
    /// <param name="inferer">How to run the network; with gradients, so one that keeps them. The network itself if null.</param>
    /// <param name="postprocessing">What to do with each sample; finds the network's output under "pred".</param>
    /// <param name="keyTrainMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="trainHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="amp">Asks for half precision, which on the CPU changes nothing, as in the reference; a GPU computes in float32 all the same, and the log says so.</param>
    /// <param name="eventNames">Further events, to be fired by handlers or an iteration of one's own.</param>
    /// <param name="eventToAttr">What numbers the times of these, "epoch" or "iteration"; the iteration if not said.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    public SupervisedTrainer(
        Device? device, int maxEpochs, IBatchSource trainDataLoader, nn.Module network, optim.Optimizer optimizer, Func<object?, object?, Tensor> lossFunction,
        int? epochLength = null, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, Func<Engine, object?, object?>? iterationUpdate = null,
        Inferer? inferer = null, ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyTrainMetric = null,
        IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null, Func<double, double, bool>? metricCmpFn = null,
        IReadOnlyList<IEngineHandler?>? trainHandlers = null, bool amp = false, IReadOnlyList<string>? eventNames = null,
        IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
        : base(trainDataLoader, prepareBatch, iterationUpdate, postprocessing, keyTrainMetric, additionalMetrics, metricCmpFn, trainHandlers, eventNames, eventToAttr, decollate)
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

    /// <inheritdoc/>
    public override object Predict(object? batch) => Predict(Network, inferer, batch);

    /// <inheritdoc/>
    protected override void Process(object? batch)
    {
        var prepared = Prepare(batch);
        var output = OutputOf(prepared);
        State.Output = output;
        Network.train();
        Optimizer.zero_grad();
        var call = NetworkCall.Of(Network, prepared);
        output[BatchPreparation.Prediction] = (inferer is null ? call(prepared.Inputs) : inferer.Run(prepared.Inputs, call)).ReferenceForm;
        FireEvent(EngineEvent.ForwardCompleted);
        output[BatchPreparation.Loss] = Finite("loss", loss(output[BatchPreparation.Prediction], prepared.Targets).mean());
        FireEvent(EngineEvent.LossCompleted);
        // A handler may have put another loss in its place.
        Backward((Tensor)output[BatchPreparation.Loss]!, inferer);
        FireEvent(EngineEvent.BackwardCompleted);
        Optimizer.step();
        FireEvent(EngineEvent.ModelCompleted);
    }
}
