using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>How the objects of a prediction meet those of a label.</summary>
/// <param name="TruePositives">Pairs that were matched.</param>
/// <param name="FalsePositives">Predicted objects without a match.</param>
/// <param name="FalseNegatives">Objects of the label without a match.</param>
/// <param name="IouSum">Intersection over union, summed up over the pairs.</param>
internal sealed record PanopticCounts(int TruePositives, int FalsePositives, int FalseNegatives, double IouSum)
{
    /// <summary>Matches objects.</summary>
    /// <param name="pred">Numbers of predicted objects, 0 where there is none; of any shape.</param>
    /// <param name="gt">Numbers of the label's, of the same shape.</param>
    /// <param name="threshold">Intersection over union that a pair must exceed, in (0, 1]. From 0.5 on, no object can have two matches.</param>
    public static PanopticCounts Of(Tensor pred, Tensor gt, double threshold)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Numbers(pred), Numbers(gt));
        var meetings = new Dictionary<(int Pred, int Gt), int>();
        var p = a.AsSpan<int>();
        var g = b.AsSpan<int>();
        for (var i = 0; i < p.Length; i++)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(meetings, (p[i], g[i]), out _)++;
        }
        var predicted = Sizes(meetings, pair => pair.Pred);
        var labelled = Sizes(meetings, pair => pair.Gt);
        var ious = meetings.Where(one => one.Key is { Pred: not 0, Gt: not 0 }).ToDictionary(
            one => one.Key, one => (double)one.Value / (predicted[one.Key.Pred] + labelled[one.Key.Gt] - one.Value));
        double[] matched = threshold >= 0.5 ? [.. ious.Values.Where(Exceeds)] : [.. Best(ious, [.. predicted.Keys], [.. labelled.Keys]).Where(Exceeds)];
        return new(matched.Length, predicted.Count - matched.Length, labelled.Count - matched.Length, matched.Sum());

        bool Exceeds(double iou) => (float)iou > (float)threshold;
    }

    /// <summary>Of each object, how many voxels it has.</summary>
    private static SortedDictionary<int, int> Sizes(Dictionary<(int Pred, int Gt), int> meetings, Func<(int Pred, int Gt), int> of)
        => new(meetings.GroupBy(one => of(one.Key)).Where(group => group.Key != 0).ToDictionary(group => group.Key, group => group.Sum(one => one.Value)));

    /// <summary>The pairs whose sum is largest, each object taken once.</summary>
    private static IEnumerable<double> Best(Dictionary<(int Pred, int Gt), double> ious, int[] predicted, int[] labelled)
    {
        var cost = new double[labelled.Length, predicted.Length];
        for (var row = 0; row < labelled.Length; row++)
        {
            for (var column = 0; column < predicted.Length; column++)
            {
                cost[row, column] = -ious.GetValueOrDefault((predicted[column], labelled[row]));
            }
        }
        return LinearAssignment.Solve(cost).Select(pair => -cost[pair.Row, pair.Column]);
    }

    private static Tensor Numbers(Tensor objects) => objects.to_type(ScalarType.Int32).cpu().contiguous();
}
