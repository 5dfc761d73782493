namespace Medulla.Bundles.Expressions;

/// <summary>What an expression can see: names that were imported or are always there, and the items of its configuration.</summary>
public sealed class Surroundings
{
    private static readonly Func<string, object?> NoReferences = id => throw new ArgumentException($"there is no '@{id}' here.");
    private readonly Dictionary<string, object?> imported = [];

    /// <summary>Surroundings with the names that configurations always have: builtins, monai, torch, np and numpy.</summary>
    /// <param name="table">The table of modules.</param>
    /// <param name="references">Gives the value of "@id"; none if null.</param>
    public Surroundings(Library.ModuleTable table, Func<string, object?>? references = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        (Table, References) = (table, references ?? NoReferences);
        foreach (var (name, module) in (ReadOnlySpan<(string, string)>)[("monai", "monai"), ("torch", "torch"), ("np", "numpy"), ("numpy", "numpy")])
        {
            imported[name] = table.Import(module);
        }
    }

    /// <summary>The table of modules.</summary>
    public Library.ModuleTable Table { get; }

    /// <summary>Gives the value of "@id".</summary>
    public Func<string, object?> References { get; }

    /// <summary>Makes a name known.</summary>
    public void Set(string name, object? value) => imported[name] = value;

    /// <summary>Finds a name.</summary>
    public bool TryFind(string name, out object? value) => imported.TryGetValue(name, out value) || Table.Builtins.TryGetValue(name, out value);

    /// <summary>All names, for suggestions.</summary>
    public IEnumerable<string> Names => imported.Keys.Concat(Table.Builtins.Keys);
}
