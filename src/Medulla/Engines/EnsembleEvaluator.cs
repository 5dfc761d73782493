using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Runs several networks on a loader, without gradients; each has its own name among the predictions, for post-processing to join.</summary>
public sealed class EnsembleEvaluator : Evaluator
{
    private readonly Inferer inferer;
    private readonly IReadOnlyList<string> keys;

    /// <summary>An evaluator of several networks.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="valDataLoader">The batches.</param>
    /// <param name="networks">The networks, on the same device.</param>
    /// <param name="predKeys">A name for each prediction; "pred_0", "pred_1" and so on if null.</param>
    /// <param name="inferer">How to run it; <see cref="SimpleInferer"/> if null.</param>
    /// <param name="postprocessing">What to do with each sample; finds the network's output under "pred".</param>
    /// <param name="keyValMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="valHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="amp">Asks for half precision, which on the CPU changes nothing, as in the reference; a GPU computes in float32 all the same, and the log says so.</param>
    /// <param name="mode">In which mode the network runs.</param>
    /// <param name="prepareBatch">Takes a batch apart; "image" and "label" if null.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    /// <param name="epochLength">Iterations of an epoch; as many as there are batches if null.</param>
    /// <exception cref="ArgumentException">There are not as many names as networks.</exception>
    public EnsembleEvaluator(
        Device? device, DataLoader valDataLoader, IReadOnlyList<nn.Module> networks, IReadOnlyList<string>? predKeys = null, Inferer? inferer = null, ITransform? postprocessing = null,
        IReadOnlyDictionary<string, IEngineMetric>? keyValMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null, Func<double, double, bool>? metricCmpFn = null,
        IReadOnlyList<IEngineHandler?>? valHandlers = null, bool amp = false, ForwardMode mode = ForwardMode.Eval, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, bool decollate = true,
        int? epochLength = null)
        : base(valDataLoader, prepareBatch, postprocessing, keyValMetric, additionalMetrics, metricCmpFn, valHandlers?.OfType<IEngineHandler>().ToList(), mode, decollate)
    {
        ArgumentNullException.ThrowIfNull(networks);
        (Networks, this.inferer, keys) = (networks, inferer ?? new SimpleInferer(), predKeys ?? [.. networks.Select((_, i) => $"pred_{i}")]);
        if (keys.Count != networks.Count)
        {
            throw new ArgumentException($"EnsembleEvaluator: there are {keys.Count} names for {networks.Count} networks; as many are expected.", nameof(predKeys));
        }
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = 1, EpochLength = epochLength ?? 0 };
        Begin(amp);
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<nn.Module> Networks { get; }

    /// <inheritdoc/>
    protected override void Iterate(object? batch)
    {
        var prepared = Prepare(batch);
        var output = OutputOf(prepared, null);
        output.Remove("pred");
        InMode(Networks, () =>
        {
            foreach (var (key, network) in keys.Zip(Networks))
            {
                output[key] = inferer.Run(prepared.Inputs, NetworkCall.Of(network, prepared.Arguments)).ReferenceForm;
            }
        });
        State.Output = output;
        FireEvent(EngineEvent.ForwardCompleted);
        FireEvent(EngineEvent.ModelCompleted);
    }
}
