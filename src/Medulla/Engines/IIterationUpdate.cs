namespace Medulla.Engines;

/// <summary>An iteration of one's own, in place of an engine's; its <see cref="Call"/> is what engines take as iteration_update.</summary>
public interface IIterationUpdate
{
    /// <summary>Does an iteration.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="batchdata">What the loader gave.</param>
    /// <returns>The iteration's output.</returns>
    object? Call(Engine engine, object? batchdata);
}
