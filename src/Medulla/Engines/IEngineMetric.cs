namespace Medulla.Engines;

/// <summary>Scores what an engine makes, epoch by epoch.</summary>
public interface IEngineMetric
{
    /// <summary>Asks the engine to be called at each iteration, and puts its result among <see cref="EngineState.Metrics"/> at each epoch's end.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">Name of the result.</param>
    void Attach(Engine engine, string name);
}
