namespace Medulla.Weights;

/// <summary>
/// An object of a class that is not known here, kept as what the file says of it. The class is a name: nothing of it was looked up
/// or run.
/// </summary>
public sealed class PickledObject
{
    internal PickledObject(string className, object?[] arguments) => (ClassName, Given) = (className, arguments);

    /// <summary>The class or function, with its module, such as <c>argparse.Namespace</c>.</summary>
    public string ClassName { get; }

    /// <summary>What it would have been called with.</summary>
    public IReadOnlyList<object?> Arguments => Given;

    /// <summary>The state that it would have been given, usually a dictionary of attributes; null if there is none.</summary>
    public object? State { get; internal set; }

    /// <summary>Items that it would have been given as a list, or pairs of key and value as a dictionary.</summary>
    public IReadOnlyList<object?> Items => Added;

    internal object?[] Given { get; }

    internal List<object?> Added { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"<{ClassName}>";
}
