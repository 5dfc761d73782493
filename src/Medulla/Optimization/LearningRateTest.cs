namespace Medulla.Optimization;

/// <summary>Losses at rising learning rates (Smith, Cyclical learning rates for training neural networks, 2017).</summary>
/// <param name="Rates">The learning rate of each step.</param>
/// <param name="Losses">The loss of each step, smoothed.</param>
public sealed record LearningRateTest(IReadOnlyList<double> Rates, IReadOnlyList<double> Losses)
{
    /// <summary>A part of the steps; the very last one is always left out.</summary>
    /// <param name="skipStart">Steps to leave out at the beginning.</param>
    /// <param name="skipEnd">Further steps to leave out at the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public LearningRateTest Part(int skipStart = 0, int skipEnd = 0)
    {
        var count = Math.Max(0, Rates.Count - Check.NotNegative(skipEnd) - 1 - Check.NotNegative(skipStart));
        return new([.. Rates.Skip(skipStart).Take(count)], [.. Losses.Skip(skipStart).Take(count)]);
    }

    /// <summary>Where the loss falls most steeply: a good learning rate.</summary>
    /// <inheritdoc cref="Part"/>
    /// <returns>Rate and loss; null where there are fewer than two steps.</returns>
    public (double Rate, double Loss)? Steepest(int skipStart = 0, int skipEnd = 0)
    {
        var (rates, losses) = Part(skipStart, skipEnd);
        if (rates.Count < 2)
        {
            return null;
        }
        // Central differences, one-sided at the ends.
        double Slope(int i) => (losses[Math.Min(i + 1, losses.Count - 1)] - losses[Math.Max(i - 1, 0)]) / (i == 0 || i == losses.Count - 1 ? 1 : 2);
        var best = Enumerable.Range(0, losses.Count).MinBy(Slope);
        return (rates[best], losses[best]);
    }

    /// <summary>The losses as a picture, the steepest point marked.</summary>
    /// <param name="skipStart">Steps to leave out at the beginning.</param>
    /// <param name="skipEnd">Further steps to leave out at the end.</param>
    /// <param name="logLr">Whether the rates stand on a logarithmic axis.</param>
    /// <param name="steepestLr">Whether the steepest point is marked.</param>
    public Visualization.Picture Plot(int skipStart = 0, int skipEnd = 0, bool logLr = true, bool steepestLr = true)
        => Visualization.RateCurve.Of(Part(skipStart, skipEnd), logLr, steepestLr ? Steepest(skipStart, skipEnd) : null);
}
