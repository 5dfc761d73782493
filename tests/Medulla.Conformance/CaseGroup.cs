using System.Text.Json;
using Medulla.Weights;

namespace Medulla.Conformance;

/// <summary>One recorded case, with the arrays of its group.</summary>
public sealed record Case(JsonElement Json, SafeTensors Arrays)
{
    /// <summary>Unique name.</summary>
    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>Dotted public name in the reference.</summary>
    public string Target => Json.GetProperty("target").GetString()!;

    /// <summary>"object", "function" or "module".</summary>
    public string Kind => Json.GetProperty("kind").GetString()!;
}

/// <summary>A folder with <c>cases.jsonl</c> and <c>arrays.safetensors</c>.</summary>
public sealed class CaseGroup : IDisposable
{
    private readonly string directory;
    private readonly SafeTensors arrays;

    private CaseGroup(string directory)
    {
        this.directory = directory;
        arrays = SafeTensors.Open(Path.Combine(directory, "arrays.safetensors"));
    }

    /// <summary>Name of the folder.</summary>
    public string Name => Path.GetFileName(directory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The cases, in order.</summary>
    public IEnumerable<Case> Cases
        => File.ReadLines(Path.Combine(directory, "cases.jsonl")).Where(line => line.Length > 0)
            .Select(line => new Case(JsonDocument.Parse(line, new() { MaxDepth = 256 }).RootElement, arrays));

    /// <summary>The groups below a directory, or the directory itself if it is one.</summary>
    public static IEnumerable<CaseGroup> Find(string directory)
        => Directory.EnumerateDirectories(directory).Prepend(directory).Order(StringComparer.Ordinal)
            .Where(folder => File.Exists(Path.Combine(folder, "cases.jsonl")))
            .Select(folder => new CaseGroup(Path.GetFullPath(folder)));

    /// <inheritdoc/>
    public void Dispose() => arrays.Dispose();
}
