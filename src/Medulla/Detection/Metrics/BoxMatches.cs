using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Metrics;

/// <summary>Which of the boxes found in an image are true, of one class. Boxes found stand best first.</summary>
/// <param name="Detections">For each threshold of overlap, whether a box found is a true one, [T, D].</param>
/// <param name="Truths">For each threshold, whether a true box was found, [T, G].</param>
/// <param name="Scores">Scores of the boxes found, [D].</param>
/// <param name="IgnoredTruths">Whether a true box does not count, [G].</param>
/// <param name="IgnoredDetections">For each threshold, whether a box found does not count, as its true one does not, [T, D].</param>
public sealed record BoxMatches(bool[,] Detections, bool[,] Truths, double[] Scores, bool[] IgnoredTruths, bool[,] IgnoredDetections) : IReferenceForm
{
    /// <inheritdoc/>
    public object ReferenceForm => new Dictionary<string, Tensor>
    {
        ["dtMatches"] = Array(Detections),
        ["gtMatches"] = Array(Truths),
        ["dtScores"] = tensor(Scores),
        ["gtIgnore"] = tensor(IgnoredTruths),
        ["dtIgnore"] = Array(IgnoredDetections),
    };

    /// <summary>Matches as the reference tells them.</summary>
    /// <param name="parts">Arrays under the reference's names.</param>
    /// <exception cref="ArgumentException">A name is missing.</exception>
    public static implicit operator BoxMatches(Dictionary<string, Tensor> parts)
    {
        using var scope = NewDisposeScope();
        // No elements have no memory to read.
        double[] Numbers(Tensor part) => part.numel() == 0 ? [] : part.contiguous().data<double>().ToArray();
        Tensor Part(string name) => parts.TryGetValue(name, out var part) ? part.to_type(ScalarType.Float64).cpu()
            : throw new ArgumentException($"matches of boxes have {name}; there are {string.Join(", ", parts.Keys)}.");
        bool[,] Table(string name)
        {
            var part = Part(name);
            var (values, table) = (Numbers(part), new bool[part.shape[0], part.shape[1]]);
            for (var i = 0; i < values.Length; i++)
            {
                table[i / (int)part.shape[1], i % (int)part.shape[1]] = values[i] != 0;
            }
            return table;
        }
        return new(
            Table("dtMatches"), Table("gtMatches"), Numbers(Part("dtScores")),
            [.. Numbers(Part("gtIgnore")).Select(value => value != 0)], Table("dtIgnore"));
    }

    private static Tensor Array(bool[,] table)
        => tensor([.. table.Cast<bool>().Select(value => value ? 1.0 : 0.0)]).view(table.GetLength(0), table.GetLength(1));
}
