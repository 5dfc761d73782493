namespace Medulla.Engines;

/// <summary>Does something at certain moments of an engine's run.</summary>
public interface IEngineHandler
{
    /// <summary>Asks the engine to call it when its moments come.</summary>
    void Attach(Engine engine);
}
