using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Runs a network on a loader, without gradients, and scores what comes out.</summary>
public sealed class SupervisedEvaluator : Evaluator
{
    private readonly Inferer inferer;

    /// <summary>An evaluator.</summary>
    /// <param name="device">Where batches go.</param>
    /// <param name="valDataLoader">The batches.</param>
    /// <param name="network">The network, on the same device.</param>
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
    public SupervisedEvaluator(
        Device? device, DataLoader valDataLoader, nn.Module network, Inferer? inferer = null, ITransform? postprocessing = null,
        IReadOnlyDictionary<string, IEngineMetric>? keyValMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null, Func<double, double, bool>? metricCmpFn = null,
        IReadOnlyList<IEngineHandler?>? valHandlers = null, bool amp = false, ForwardMode mode = ForwardMode.Eval, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, bool decollate = true,
        int? epochLength = null)
        : base(valDataLoader, prepareBatch, postprocessing, keyValMetric, additionalMetrics, metricCmpFn, valHandlers?.OfType<IEngineHandler>().ToList(), mode, decollate)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, this.inferer) = (network, inferer ?? new SimpleInferer());
        State = new() { Device = device ?? CPU, KeyMetricName = KeyMetric, MaxEpochs = 1, EpochLength = epochLength ?? 0 };
        Begin(amp);
    }

    /// <summary>The network.</summary>
    public nn.Module Network { get; }

    /// <summary>How the network is run.</summary>
    public Inferer Inferer => inferer;

    /// <inheritdoc/>
    protected override void Iterate(object? batch)
    {
        var prepared = Prepare(batch);
        InMode([Network], () =>
        {
            State.Output = OutputOf(prepared, inferer.Run(prepared.Inputs, NetworkCall.Of(Network, prepared.Arguments)));
        });
        FireEvent(EngineEvent.ForwardCompleted);
        FireEvent(EngineEvent.ModelCompleted);
    }
}
