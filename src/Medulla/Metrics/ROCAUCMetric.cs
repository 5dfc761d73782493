using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Area under the receiver operating characteristic: how likely a positive is ranked before a negative, ties counting half. Hanley and McNeil, The
/// meaning and use of the area under a receiver operating characteristic curve (1982).
/// </summary>
/// <param name="average">How areas of several classes become one.</param>
public sealed class ROCAUCMetric(Average average = Average.Macro) : RankingMetric(average)
{
    /// <summary>The area.</summary>
    /// <param name="yPred">Predictions, [N] or [N, C]: the larger, the surer.</param>
    /// <param name="y">Labels 0 and 1, likewise.</param>
    /// <param name="average">How areas of several classes become one.</param>
    /// <returns>Areas in [0, 1]; NaN where labels are all 0 or all 1, or others.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or predictions are NaN.</exception>
    public static RankingScore ComputeRocAuc(Tensor yPred, Tensor y, Average average = Average.Macro)
        => RankingScore.Of("area under the ROC curve", yPred, y, average, Area);

    /// <inheritdoc/>
    protected override RankingScore Score(Tensor yPred, Tensor y, Average average) => ComputeRocAuc(yPred, y, average);

    private static double Area(Ranking ranking)
    {
        if (!ranking.HasBoth)
        {
            return double.NaN;
        }
        var (area, below) = (0.0, 0.0);
        foreach (var (positives, negatives) in ranking.Groups())
        {
            area += positives * (below + (negatives / 2));
            below += negatives;
        }
        return area / (below * ranking.Positives);
    }
}
