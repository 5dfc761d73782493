using Medulla.Randomness;

namespace Medulla.Metrics;

/// <summary>What many scores amount to. Scores that are NaN do not count; those that are infinite do.</summary>
/// <param name="Count">How many scores count.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Std">Their standard deviation, of all scores as they are (not of a population they are drawn from).</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Percentile5">Five in a hundred are smaller.</param>
/// <param name="Percentile25">A quarter is smaller.</param>
/// <param name="Median">The middle one.</param>
/// <param name="Percentile75">A quarter is larger.</param>
/// <param name="Percentile95">Five in a hundred are larger.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="MeanLow">Lower end of the mean's confidence interval.</param>
/// <param name="MeanHigh">Upper end.</param>
public sealed record ScoreSummary(
    int Count, double Mean, double Std, double Minimum, double Percentile5, double Percentile25, double Median, double Percentile75, double Percentile95,
    double Maximum, double MeanLow, double MeanHigh)
{
    /// <summary>Sums up scores.</summary>
    /// <param name="scores">One a case; NaN where there was nothing to score.</param>
    /// <param name="confidence">Share of intervals that would hold the true mean, in (0, 1).</param>
    /// <param name="resamples">How often cases are drawn anew for the interval. Efron, Bootstrap Methods: Another Look at the Jackknife (1979).</param>
    /// <param name="seed">Seeds these draws: the same scores give the same interval.</param>
    /// <exception cref="ArgumentOutOfRangeException">The confidence lies outside (0, 1), or there are no resamples.</exception>
    public static ScoreSummary Of(IEnumerable<double> scores, double confidence = 0.95, int resamples = 1000, uint seed = 0)
    {
        if (confidence is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "confidence must lie between 0 and 1.");
        }
        double[] sorted = [.. scores.Where(score => !double.IsNaN(score)).Order()];
        if (sorted.Length == 0)
        {
            return new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }
        var mean = sorted.Average();
        var means = Means(sorted, Check.Positive(resamples), new(seed));
        var tail = (1 - confidence) / 2;
        return new(
            sorted.Length, mean, Math.Sqrt(sorted.Average(score => (score - mean) * (score - mean))), sorted[0], Quantile(sorted, 0.05), Quantile(sorted, 0.25),
            Quantile(sorted, 0.5), Quantile(sorted, 0.75), Quantile(sorted, 0.95), sorted[^1], Quantile(means, tail), Quantile(means, 1 - tail));
    }

    /// <summary>A quantile of sorted numbers, interpolated between the two next to it.</summary>
    /// <param name="sorted">The numbers, smallest first; at least one.</param>
    /// <param name="share">The share of numbers below it, in [0, 1].</param>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        // Between infinities there is nothing to interpolate.
        return below == above ? below : below + ((place - Math.Floor(place)) * (above - below));
    }

    private static double[] Means(double[] scores, int resamples, RandomState random)
    {
        var means = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            var sum = 0.0;
            for (var drawn = 0; drawn < scores.Length; drawn++)
            {
                sum += scores[(int)(random.Rand() * scores.Length)];
            }
            means[i] = sum / scores.Length;
        }
        Array.Sort(means);
        return means;
    }
}
