namespace Medulla.Engines;

/// <summary>Something that an engine can call at an event.</summary>
public interface IEngineAction
{
    /// <summary>Does its work.</summary>
    /// <param name="engine">The engine.</param>
    void Call(Engine engine);
}
