using System.Text.Json;
using Medulla.Weights;

namespace Medulla.Conformance;

/// <summary>A folder with <c>cases.jsonl</c> and <c>arrays.safetensors</c>.</summary>
public sealed class CaseGroup : IDisposable
{
    private readonly string directory;
    private readonly SafeTensors arrays;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="WeightsFormatException">Its arrays are no safetensors file.</exception>
    public CaseGroup(string directory)
    {
        this.directory = Path.GetFullPath(directory);
        arrays = SafeTensors.Open(Path.Combine(directory, "arrays.safetensors"));
    }

    /// <summary>Name of the folder.</summary>
    public string Name => Path.GetFileName(directory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The cases, in order.</summary>
    /// <exception cref="FormatException">A line is no case.</exception>
    public IEnumerable<Case> Cases
        => File.ReadLines(Path.Combine(directory, "cases.jsonl")).Select((line, at) => (line, at)).Where(one => one.line.Length > 0)
            .Select(one => Parse(one.line, one.at + 1));

    /// <summary>The groups below a directory, or the directory itself if it is one.</summary>
    public static IEnumerable<CaseGroup> Find(string directory)
        => Directory.EnumerateDirectories(directory).Prepend(directory).Order(StringComparer.Ordinal)
            .Where(folder => File.Exists(Path.Combine(folder, "cases.jsonl")))
            .Select(folder => new CaseGroup(folder));

    /// <inheritdoc/>
    public void Dispose() => arrays.Dispose();

    private Case Parse(string line, int number)
    {
        try
        {
            Case one = new(JsonDocument.Parse(line, new() { MaxDepth = 256 }).RootElement, arrays);
            _ = (one.Id, one.Target, one.Kind);
            return one;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new FormatException($"{Path.Combine(directory, "cases.jsonl")}, line {number}: {e.Message}", e);
        }
    }
}
