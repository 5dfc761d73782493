using Medulla.Data;

namespace Medulla.Engines.Handlers;

/// <summary>Exchanges a part of the items that a dataset keeps after each epoch.</summary>
/// <param name="smartcacher">The dataset.</param>
public sealed class SmartCacheHandler(SmartCacheDataset smartcacher) : IEngineHandler
{
    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.Started, _ => smartcacher.Start());
        engine.AddEventHandler(EngineEvent.EpochCompleted, _ => smartcacher.UpdateCache());
        engine.AddEventHandler(EngineEvent.Completed, _ => smartcacher.Shutdown());
        engine.AddEventHandler(EngineEvent.ExceptionRaised, _ => smartcacher.Shutdown());
    }
}
