namespace Medulla.Transforms;

/// <summary>A step of a pipeline failed; the message says which one, on which key, and why.</summary>
public sealed class TransformException : Exception
{
    /// <summary>A failure of one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="position">Its position in the pipeline, from 1; null outside one.</param>
    /// <param name="key">The key it was working on, if any.</param>
    /// <param name="cause">What went wrong.</param>
    public TransformException(string step, int? position, string? key, Exception cause)
        : base(Describe(step, position, key, cause), cause)
        => (Step, Position, Key) = (step, position, key);

    /// <summary>The step that failed.</summary>
    public string Step { get; }

    /// <summary>Its position in the pipeline, from 1; null outside one.</summary>
    public int? Position { get; }

    /// <summary>The key it was working on, if any.</summary>
    public string? Key { get; }

    /// <summary>Runs the work of a step on one key; a failure names both.</summary>
    internal static T At<T>(ITransform step, string key, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsWorthTelling(e))
        {
            throw new TransformException(step.Name(), null, key, e);
        }
    }

    /// <summary>Whether a failure is to be told with step and key: it has not been yet, and is no cancellation.</summary>
    internal static bool IsWorthTelling(Exception e) => e is not TransformException and not OperationCanceledException and not OutOfMemoryException;

    private static string Describe(string step, int? position, string? key, Exception cause)
    {
        string[] where = [.. position is null ? Array.Empty<string>() : [$"step {position}"], .. key is null ? Array.Empty<string>() : [$"key '{key}'"]];
        return $"{step}{(where.Length == 0 ? "" : $" ({string.Join(", ", where)})")}: {cause.Message}";
    }
}
