using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Makes a compact subset of recorded cases, in the same format.</summary>
internal static class Extraction
{
    /// <summary>A target's further cases take at most this room each, in bytes.</summary>
    private const long Limit = 24 << 10;

    /// <summary>Of each target, the smallest of the cases that pass; those that show a result before those that must fail.</summary>
    public static IReadOnlyList<Case> Choose(IEnumerable<(Case Case, Outcome Outcome)> ran, int perTarget)
        => [.. ran.Where(one => one.Outcome.Result == Result.Passed).Select(one => one.Case)
            .GroupBy(one => one.Target)
            .SelectMany(group => group.OrderBy(MustFail).ThenBy(Bytes).Take(perTarget).Where((one, rank) => rank == 0 || Bytes(one) <= Limit))
            .OrderBy(one => one.Id, StringComparer.Ordinal)];

    /// <summary>Writes cases as a group; none leave no folder.</summary>
    public static void Write(string folder, IReadOnlyList<Case> cases)
    {
        if (cases.Count == 0)
        {
            return;
        }
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "cases.jsonl"), cases.Select(one => one.Json.GetRawText()));
        var names = cases.SelectMany(one => one.ArrayNames).Distinct();
        SafeTensors.Save(Path.Combine(folder, "arrays.safetensors"), names.Select(name => KeyValuePair.Create(name, cases[0].Arrays.Read(name))));
    }

    private static bool MustFail(Case one)
        => one.Json.TryGetProperty("init_raises", out _) || one.Json.GetProperty("calls").EnumerateArray().Any(call => call.TryGetProperty("raises", out _));

    private static long Bytes(Case one)
        => one.Json.GetRawText().Length + one.ArrayNames.Sum(name => one.Arrays.Entries[name].Length);
}
