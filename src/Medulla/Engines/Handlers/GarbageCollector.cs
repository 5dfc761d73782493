namespace Medulla.Engines.Handlers;

/// <summary>Collects garbage every so often, so that tensors which nobody disposed of are freed.</summary>
/// <param name="triggerEvent">When: "epoch" or "iteration" once they are done, or the name of an event.</param>
/// <param name="logLevel">Level of the line that says how many tensors there were and are, as in Python's logging.</param>
public sealed class GarbageCollector(string triggerEvent = "epoch", int logLevel = EngineLog.Debugging) : IEngineHandler, IEngineAction
{
    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        EngineEvent moment = triggerEvent.ToLowerInvariant() switch
        {
            "epoch" => EngineEvent.EpochCompleted,
            "iteration" => EngineEvent.IterationCompleted,
            var other => other,
        };
        if (!engine.HasEventHandler(this, moment))
        {
            engine.AddEventHandler(moment, this);
        }
    }

    /// <inheritdoc/>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var before = TorchSharp.torch.Tensor.TotalCount;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        engine.Logger.Write(logLevel, $"tensors: {before} before garbage was collected, {TorchSharp.torch.Tensor.TotalCount} after.");
    }
}
