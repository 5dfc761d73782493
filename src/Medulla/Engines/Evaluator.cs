using Medulla.Data;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>An engine that runs networks on a loader once, without gradients, and scores what comes out.</summary>
public abstract class Evaluator : Workflow
{
    private readonly ForwardMode mode;

    /// <summary>An evaluator; see <see cref="Workflow"/>.</summary>
    /// <param name="valDataLoader">The batches.</param>
    /// <param name="prepareBatch"><inheritdoc cref="Workflow" path="/param[@name='prepareBatch']"/></param>
    /// <param name="iterationUpdate"><inheritdoc cref="Workflow" path="/param[@name='iterationUpdate']"/></param>
    /// <param name="postprocessing"><inheritdoc cref="Workflow" path="/param[@name='postprocessing']"/></param>
    /// <param name="keyValMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn"><inheritdoc cref="Workflow" path="/param[@name='metricCmpFn']"/></param>
    /// <param name="valHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="mode">In which mode networks run.</param>
    /// <param name="eventNames"><inheritdoc cref="Workflow" path="/param[@name='eventNames']"/></param>
    /// <param name="eventToAttr"><inheritdoc cref="Workflow" path="/param[@name='eventToAttr']"/></param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    protected Evaluator(
        IBatchSource valDataLoader, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, Func<Engine, object?, object?>? iterationUpdate = null,
        ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyValMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? valHandlers = null, ForwardMode mode = ForwardMode.Eval,
        IReadOnlyList<string>? eventNames = null, IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
        : base(valDataLoader, prepareBatch, iterationUpdate, postprocessing, keyValMetric, additionalMetrics, metricCmpFn, valHandlers, eventNames, eventToAttr, decollate)
        => this.mode = mode;

    /// <summary>Runs the loader once.</summary>
    /// <param name="globalEpoch">The epoch of the training that this belongs to, from 1.</param>
    /// <param name="cancel">Stops after the current iteration.</param>
    public void Run(int globalEpoch = 1, CancellationToken cancel = default)
    {
        (State.MaxEpochs, State.Epoch, State.Iteration) = (Math.Max(globalEpoch, 1), globalEpoch - 1, 0);
        RunLoader(cancel);
    }

    /// <summary>Runs something with networks in the evaluator's mode; they are left in the mode they were in.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="action">What to run.</param>
    protected void InMode(IReadOnlyList<nn.Module> networks, Action action)
    {
        var before = networks.Select(network => network.training).ToList();
        try
        {
            foreach (var network in networks)
            {
                network.train(mode == ForwardMode.Train);
            }
            using var gradients = set_grad_enabled(mode == ForwardMode.Train);
            action();
        }
        finally
        {
            foreach (var (network, training) in networks.Zip(before))
            {
                network.train(training);
            }
        }
    }
}
