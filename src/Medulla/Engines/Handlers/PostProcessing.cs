using Medulla.Transforms;

namespace Medulla.Engines.Handlers;

/// <summary>Runs a transform on each sample and what the network made of it.</summary>
/// <param name="transform">The transform.</param>
/// <param name="eventName">When: <see cref="EngineEvent.ModelCompleted"/> or <see cref="EngineEvent.IterationCompleted"/>.</param>
public sealed class PostProcessing(ITransform transform, [Imaging.ReferenceName("event")] EngineEvent eventName = EngineEvent.ModelCompleted) : IEngineHandler
{
    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(eventName, Run);
    }

    private void Run(Engine engine)
    {
        if (engine.State.Batch is List<object?> batch && engine.State.Output is List<object?> output)
        {
            for (var i = 0; i < output.Count; i++)
            {
                (batch[i], output[i]) = SampleTransforms.EngineApplyTransform(batch[i], output[i], transform);
            }
        }
        else
        {
            (engine.State.Batch, engine.State.Output) = SampleTransforms.EngineApplyTransform(engine.State.Batch, engine.State.Output, transform);
        }
    }
}
