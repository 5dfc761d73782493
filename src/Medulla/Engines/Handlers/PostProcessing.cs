using Medulla.Data;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Engines.Handlers;

/// <summary>Runs a transform on each sample and what the network made of it; on the batch as a whole where it is not taken apart.</summary>
/// <param name="transform">The transform.</param>
/// <param name="eventName">When: <see cref="EngineEvent.ModelCompleted"/> if null, or <see cref="EngineEvent.IterationCompleted"/>.</param>
/// <exception cref="ArgumentException">It is another event.</exception>
public sealed class PostProcessing(ITransform transform, [ReferenceName("event")] EngineEvent? eventName = null) : IEngineHandler, IEngineAction
{
    private readonly EngineEvent moment = Checked(nameof(PostProcessing), eventName);

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(moment, this);
    }

    /// <inheritdoc/>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var state = engine.State;
        if (state is { Batch: List<object?> batch, Output: List<object?> output })
        {
            for (var i = 0; i < Math.Min(batch.Count, output.Count); i++)
            {
                (batch[i], output[i]) = SampleTransforms.EngineApplyTransform(batch[i], output[i], transform);
            }
            return;
        }
        (state.Batch, state.Output) = SampleTransforms.EngineApplyTransform(
            (state.Batch as Batch)?.ReferenceForm ?? state.Batch, state.Output is Dictionary<string, object?> map ? new Sample(map) : state.Output, transform);
    }

    /// <summary>The event, where a result is whole.</summary>
    internal static EngineEvent Checked(string handler, EngineEvent? moment)
        => moment is null || moment == EngineEvent.ModelCompleted ? EngineEvent.ModelCompleted
            : moment == EngineEvent.IterationCompleted ? moment
            : throw new ArgumentException($"{handler}: the event is '{moment}'; it can be MODEL_COMPLETED or ITERATION_COMPLETED.", nameof(moment));
}
