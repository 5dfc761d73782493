using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>An engine over a loader in which networks learn.</summary>
public abstract class TrainingWorkflow : Workflow
{
    /// <summary>A training; see <see cref="Workflow"/>.</summary>
    /// <param name="trainDataLoader">The batches.</param>
    /// <param name="prepareBatch"><inheritdoc cref="Workflow" path="/param[@name='prepareBatch']"/></param>
    /// <param name="iterationUpdate"><inheritdoc cref="Workflow" path="/param[@name='iterationUpdate']"/></param>
    /// <param name="postprocessing"><inheritdoc cref="Workflow" path="/param[@name='postprocessing']"/></param>
    /// <param name="keyTrainMetric">The metric by which epochs are compared, by its name.</param>
    /// <param name="additionalMetrics">Further metrics by name.</param>
    /// <param name="metricCmpFn"><inheritdoc cref="Workflow" path="/param[@name='metricCmpFn']"/></param>
    /// <param name="trainHandlers">Are told how it goes; null among them is left out.</param>
    /// <param name="eventNames"><inheritdoc cref="Workflow" path="/param[@name='eventNames']"/></param>
    /// <param name="eventToAttr"><inheritdoc cref="Workflow" path="/param[@name='eventToAttr']"/></param>
    /// <param name="decollate">Whether batches are taken apart sample by sample before post-processing.</param>
    protected TrainingWorkflow(
        IBatchSource trainDataLoader, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, Func<Engine, object?, object?>? iterationUpdate = null,
        ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyTrainMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? trainHandlers = null, IReadOnlyList<string>? eventNames = null,
        IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
        : base(trainDataLoader, prepareBatch, iterationUpdate, postprocessing, keyTrainMetric, additionalMetrics, metricCmpFn, trainHandlers, eventNames, eventToAttr, decollate)
    {
    }

    /// <summary>Trains until all epochs are done. A run that was ended before is gone on with.</summary>
    /// <param name="cancel">Stops before the next iteration.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(CancellationToken cancel = default) => RunLoader(cancel);

    /// <summary>A loss that can be learned from.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="value">The loss, a scalar.</param>
    /// <exception cref="InvalidOperationException">It is not finite.</exception>
    protected Tensor Finite(string what, Tensor value)
        => EngineOutput.Number(value.detach()) is not { } number || double.IsFinite(number) ? value : throw new InvalidOperationException(
            $"the {what} became {number} in epoch {State.Epoch}, iteration {State.Iteration}; lower the learning rate, clip gradients, or look for images with NaN.");

    /// <summary>Computes the gradients.</summary>
    /// <param name="value">The loss.</param>
    /// <param name="inferer">How the network was run.</param>
    /// <exception cref="InvalidOperationException">No gradient leads to the network.</exception>
    private protected static void Backward(Tensor value, Inferer? inferer)
    {
        if (!value.requires_grad)
        {
            throw new InvalidOperationException(inferer is null
                ? "the loss does not depend on anything that learns; do the network's parameters require gradients?"
                : $"the loss has no gradient, for {inferer.GetType().Name} runs networks without; leave inferer out to train.");
        }
        value.backward();
    }
}
