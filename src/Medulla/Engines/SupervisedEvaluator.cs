using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Runs a network on a loader, without gradients, and scores what comes out.</summary>
public sealed class SupervisedEvaluator : Evaluator
{
    /// <summary>An evaluator.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="valDataLoader">The batches.</param>
    /// <param name="network">The network, on the same device.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    /// <param name="prepareBatch">Takes a batch apart; "image" and "label" if null.</param>
    /// <param name="iterationUpdate">Does an iteration in place of this engine: given the engine and the batch, it returns the output.</param>
    /// <param name="inferer">How to run the network; <see cref="SimpleInferer"/> if null.</param>
    /// <param name="postprocessing">What to do with each sample; finds the network's output under "pred".</param>
    /// <param name="keyValMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="valHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="amp">Asks for half precision, which on the CPU changes nothing, as in the reference; a GPU computes in float32 all the same, and the log says so.</param>
    /// <param name="mode">In which mode the network runs.</param>
    /// <param name="eventNames">Further events, to be fired by handlers or an iteration of one's own.</param>
    /// <param name="eventToAttr">What numbers the times of these, "epoch" or "iteration"; the iteration if not said.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    public SupervisedEvaluator(
        Device? device, IBatchSource valDataLoader, nn.Module network, int? epochLength = null, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null,
        Func<Engine, object?, object?>? iterationUpdate = null, Inferer? inferer = null, ITransform? postprocessing = null,
        IReadOnlyDictionary<string, IEngineMetric>? keyValMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? valHandlers = null, bool amp = false, ForwardMode mode = ForwardMode.Eval,
        IReadOnlyList<string>? eventNames = null, IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
        : base(valDataLoader, prepareBatch, iterationUpdate, postprocessing, keyValMetric, additionalMetrics, metricCmpFn, valHandlers, mode, eventNames, eventToAttr, decollate)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, Inferer) = (network, inferer ?? new SimpleInferer());
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = 1, EpochLength = epochLength ?? 0 };
        Begin(amp);
    }

    /// <summary>The network.</summary>
    public nn.Module Network { get; }

    /// <summary>How the network is run.</summary>
    public Inferer Inferer { get; }

    /// <inheritdoc/>
    public override object Predict(object? batch) => Predict(Network, Inferer, batch);

    /// <inheritdoc/>
    protected override void Process(object? batch)
    {
        var prepared = Prepare(batch);
        var output = OutputOf(prepared);
        State.Output = output;
        InMode([Network], () => output[BatchPreparation.Prediction] = Inferer.Run(prepared.Inputs, NetworkCall.Of(Network, prepared)).ReferenceForm);
        FireEvent(EngineEvent.ForwardCompleted);
        FireEvent(EngineEvent.ModelCompleted);
    }
}
