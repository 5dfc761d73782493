using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>An engine that runs networks on a loader once, without gradients, and scores what comes out.</summary>
public abstract class Evaluator : Workflow
{
    private readonly ForwardMode mode;

    private protected Evaluator(
        DataLoader valDataLoader, Func<object?, Device, bool, PreparedBatch>? prepareBatch, ITransform? postprocessing, IReadOnlyDictionary<string, IEngineMetric>? keyValMetric,
        IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics, Func<double, double, bool>? metricCmpFn, IReadOnlyList<IEngineHandler>? valHandlers, ForwardMode mode, bool decollate)
        : base(valDataLoader, prepareBatch, postprocessing, keyValMetric, additionalMetrics, metricCmpFn, valHandlers, decollate) => this.mode = mode;

    /// <summary>Runs the loader once.</summary>
    /// <param name="globalEpoch">The epoch of the training that this belongs to, from 1.</param>
    /// <param name="cancel">Stops after the current iteration.</param>
    public void Run(int globalEpoch = 1, CancellationToken cancel = default)
    {
        (State.MaxEpochs, State.Epoch, State.Iteration) = (Math.Max(globalEpoch, 1), globalEpoch - 1, 0);
        RunLoader(cancel);
    }

    /// <summary>Runs something with networks in the evaluator's mode; they are left in the mode they were in.</summary>
    private protected void InMode(IReadOnlyList<nn.Module> networks, Action action)
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
