using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Runs several networks on a loader, without gradients; each has its own name among the predictions, for post-processing to join.</summary>
public sealed class EnsembleEvaluator : Evaluator
{
    private readonly IReadOnlyList<string> keys;

    /// <summary>An evaluator of several networks.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="valDataLoader">The batches.</param>
    /// <param name="networks">The networks, on the same device.</param>
    /// <param name="predKeys">A name for each prediction; "pred_0", "pred_1" and so on if null.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    /// <param name="prepareBatch">Takes a batch apart; "image" and "label" if null.</param>
    /// <param name="iterationUpdate">Does an iteration in place of this engine: given the engine and the batch, it returns the output.</param>
    /// <param name="inferer">How to run the networks; <see cref="SimpleInferer"/> if null.</param>
    /// <param name="postprocessing">What to do with each sample; finds the networks' outputs under their names.</param>
    /// <param name="keyValMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="valHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="amp">Asks for half precision, which on the CPU changes nothing, as in the reference; a GPU computes in float32 all the same, and the log says so.</param>
    /// <param name="mode">In which mode the networks run.</param>
    /// <param name="eventNames">Further events, to be fired by handlers or an iteration of one's own.</param>
    /// <param name="eventToAttr">What numbers the times of these, "epoch" or "iteration"; the iteration if not said.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    /// <exception cref="ArgumentException">There are not as many names as networks.</exception>
    public EnsembleEvaluator(
        Device? device, IBatchSource valDataLoader, IReadOnlyList<nn.Module> networks, IReadOnlyList<string>? predKeys = null, int? epochLength = null,
        Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, Func<Engine, object?, object?>? iterationUpdate = null, Inferer? inferer = null,
        ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyValMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? valHandlers = null, bool amp = false, ForwardMode mode = ForwardMode.Eval,
        IReadOnlyList<string>? eventNames = null, IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
        : base(valDataLoader, prepareBatch, iterationUpdate, postprocessing, keyValMetric, additionalMetrics, metricCmpFn, valHandlers, mode, eventNames, eventToAttr, decollate)
    {
        ArgumentNullException.ThrowIfNull(networks);
        (Networks, Inferer, keys) = (networks, inferer ?? new SimpleInferer(), predKeys ?? [.. networks.Select((_, i) => $"pred_{i}")]);
        if (keys.Count != networks.Count)
        {
            throw new ArgumentException($"EnsembleEvaluator: there are {keys.Count} names for {networks.Count} networks; as many are expected.", nameof(predKeys));
        }
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = 1, EpochLength = epochLength ?? 0 };
        Begin(amp);
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<nn.Module> Networks { get; }

    /// <summary>How the networks are run.</summary>
    public Inferer Inferer { get; }

    /// <inheritdoc/>
    protected override void Process(object? batch)
    {
        var prepared = Prepare(batch);
        var output = OutputOf(prepared);
        State.Output = output;
        InMode(Networks, () =>
        {
            foreach (var (key, network) in keys.Zip(Networks))
            {
                output[key] = Inferer.Run(prepared.Inputs, NetworkCall.Of(network, prepared)).ReferenceForm;
            }
        });
        FireEvent(EngineEvent.ForwardCompleted);
        FireEvent(EngineEvent.ModelCompleted);
    }
}
