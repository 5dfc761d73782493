using System.Text.Json;
using Medulla.Weights;

namespace Medulla.Conformance;

/// <summary>One recorded case, with the arrays of its group.</summary>
/// <param name="Json">The case as it stands in its file.</param>
/// <param name="Arrays">The arrays that it names.</param>
public sealed record Case(JsonElement Json, SafeTensors Arrays)
{
    /// <summary>Unique name.</summary>
    public string Id => Text("id");

    /// <summary>Dotted public name in the reference.</summary>
    public string Target => Text("target");

    /// <summary>"object", "function" or "module".</summary>
    public string Kind => Text("kind");

    /// <summary>The names of all arrays that the case uses.</summary>
    public IReadOnlySet<string> ArrayNames => NamesIn(Json).Where(Arrays.Entries.ContainsKey).ToHashSet();

    private string Text(string name)
        => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.GetString() is { } text ? text
            : throw new FormatException($"a case has no '{name}'.");

    private static IEnumerable<string> NamesIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(NamesIn),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p is { Name: "$array" or "affine", Value.ValueKind: JsonValueKind.String } ? [p.Value.GetString()!] : NamesIn(p.Value)),
        _ => [],
    };
}
