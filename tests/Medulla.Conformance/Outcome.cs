using System.Text.Encodings.Web;
using System.Text.Json;

namespace Medulla.Conformance;

/// <summary>How a case ended, and why.</summary>
/// <param name="Id">The case.</param>
/// <param name="Target">The component's name in the reference.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">The first difference, the exception, or the unknown name; empty where it passed.</param>
public sealed record Outcome(string Id, string Target, Result Result, string Detail)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As in "3 passed, 1 failed, 0 unknown, of 4".</summary>
    public static string Summary(IReadOnlyCollection<Outcome> outcomes)
    {
        int Count(Result result) => outcomes.Count(o => o.Result == result);
        return $"{Count(Result.Passed)} passed, {Count(Result.Failed)} failed, {Count(Result.Unknown)} unknown, of {outcomes.Count}";
    }

    /// <summary>Writes a report; the file appears when it is whole.</summary>
    public static void Save(string path, IEnumerable<Outcome> outcomes)
    {
        var rows = outcomes.Select(o => new { o.Id, o.Target, Outcome = o.Result.ToString().ToLowerInvariant(), o.Detail });
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(new { Cases = rows }, Format));
        File.Move(temporary, path, overwrite: true);
    }
}
