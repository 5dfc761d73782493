using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Peak signal-to-noise ratio in decibels, for each image: the larger, the better; infinite where there is no error.</summary>
/// <param name="maxVal">Largest intensity less the smallest that is possible, above 0.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="maxVal"/> is not above 0.</exception>
public sealed class PSNRMetric(double maxVal, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : RegressionMetric(reduction, getNotNans)
{
    private readonly double peak = 20 * Math.Log10(Check.Positive(maxVal));

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor yPred, Tensor y) => peak - (10 * MeanOf((y - yPred).square()).log10());
}
