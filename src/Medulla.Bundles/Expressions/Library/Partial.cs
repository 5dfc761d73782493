namespace Medulla.Bundles.Expressions.Library;

/// <summary>A function some of whose arguments are given already.</summary>
internal sealed class Partial(ModuleTable table, object? function, IReadOnlyList<object?> first, IReadOnlyDictionary<string, object?> given) : Callable
{
    public override string Name => $"partial {function}";

    public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
    {
        var all = given.ToDictionary();
        foreach (var (key, value) in named)
        {
            all[key] = value;
        }
        return Calls.Invoke(table, function, [.. first, .. positional], all);
    }
}
