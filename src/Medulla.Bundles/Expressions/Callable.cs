namespace Medulla.Bundles.Expressions;

/// <summary>Something that an expression can call.</summary>
public abstract class Callable
{
    /// <summary>Its name, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Calls it.</summary>
    /// <param name="positional">Arguments by position.</param>
    /// <param name="named">Arguments by name.</param>
    /// <exception cref="ArgumentException">It does not take these arguments.</exception>
    public abstract object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named);

    /// <summary>Calls it with arguments by position.</summary>
    public object? Invoke(params IReadOnlyList<object?> positional) => Invoke(positional, NoNames);

    /// <inheritdoc/>
    public override string ToString() => $"<function {Name}>";

    internal static IReadOnlyDictionary<string, object?> NoNames { get; } = new Dictionary<string, object?>();
}
