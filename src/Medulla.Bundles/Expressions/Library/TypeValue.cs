namespace Medulla.Bundles.Expressions.Library;

/// <summary>One of Python's own types: it makes values, and <c>isinstance</c> knows them.</summary>
/// <param name="name">The name.</param>
/// <param name="accepts">Whether a value is of the type.</param>
/// <param name="make">Makes a value.</param>
/// <param name="members">What it has besides, such as <c>Path.cwd</c>.</param>
internal sealed class TypeValue(string name, Func<object?, bool> accepts, Callable make, IReadOnlyDictionary<string, object?>? members = null) : Callable
{
    public override string Name => name;

    public bool Accepts(object? value) => accepts(value);

    public object? Member(string member) => members?.GetValueOrDefault(member);

    public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named) => make.Invoke(positional, named);

    public override string ToString() => $"<class '{name}'>";
}
