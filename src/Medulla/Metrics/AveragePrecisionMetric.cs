using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Average precision: the mean, over positives, of the precision among all that is ranked no lower. It sums up the curve of precision over
/// sensitivity without interpolation.
/// </summary>
/// <param name="average">How scores of several classes become one.</param>
public sealed class AveragePrecisionMetric(Average average = Average.Macro) : RankingMetric(average)
{
    /// <summary>The average precision.</summary>
    /// <param name="yPred">Predictions, [N] or [N, C]: the larger, the surer.</param>
    /// <param name="y">Labels 0 and 1, likewise.</param>
    /// <param name="average">How scores of several classes become one.</param>
    /// <returns>Scores in [0, 1]; NaN where labels are all 0 or all 1, or others.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or predictions are NaN.</exception>
    public static RankingScore ComputeAveragePrecision(Tensor yPred, Tensor y, Average average = Average.Macro)
        => RankingScore.Of("average precision", yPred, y, average, Precision);

    /// <inheritdoc/>
    protected override RankingScore Score(Tensor yPred, Tensor y, Average average) => ComputeAveragePrecision(yPred, y, average);

    private static double Precision(Ranking ranking)
    {
        if (!ranking.HasBoth)
        {
            return double.NaN;
        }
        var (sum, found, seen) = (0.0, 0.0, 0.0);
        foreach (var (positives, negatives) in ranking.Groups().Reverse())
        {
            found += positives;
            seen += positives + negatives;
            sum += positives * found / seen;
        }
        return sum / found;
    }
}
