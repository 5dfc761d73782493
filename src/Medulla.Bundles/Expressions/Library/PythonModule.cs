namespace Medulla.Bundles.Expressions.Library;

/// <summary>A module of the table: names and what they stand for.</summary>
/// <param name="name">The module's name.</param>
/// <param name="members">What it has.</param>
/// <param name="isOpen">Whether values may be assigned to it: settings that nothing here depends on, such as <c>torch.backends.cudnn.benchmark</c>.</param>
public sealed class PythonModule(string name, IReadOnlyDictionary<string, object?> members, bool isOpen = false)
{
    private readonly Dictionary<string, object?> members = members.ToDictionary();

    /// <summary>The module's name.</summary>
    public string Name => name;

    /// <summary>The names that it has.</summary>
    public IEnumerable<string> Names => members.Keys;

    /// <summary>Finds a member.</summary>
    public bool TryGet(string member, out object? value) => members.TryGetValue(member, out value);

    /// <inheritdoc/>
    public override string ToString() => $"<module '{name}'>";

    internal void Assign(string member, object? value)
        => members[member] = isOpen ? value : throw new ArgumentException($"'{name}.{member}' cannot be assigned.");

    internal void Add(string member, object? value) => members[member] = value;
}
