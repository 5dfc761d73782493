using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Weighted harmonic mean of precision and sensitivity. van Rijsbergen, Information Retrieval (1979). Counts are put together before they are
/// scored. Prediction and label are one-hot, [B, C, spatial...] or [B, C].
/// </summary>
/// <param name="beta">How many times as much sensitivity counts as precision.</param>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="reduction">How counts are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of counts.</param>
public sealed class FBetaScore(
    double beta = 1, bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : CumulativeMetric<MetricResult>(reduction)
{
    private readonly double beta = Check.NotNegative(beta);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y) => ConfusionMatrix.Of(yPred, y, includeBackground);

    /// <inheritdoc/>
    protected override MetricResult Conclude(Tensor scores, MetricReduction reduction)
    {
        var (counts, notNans) = MetricReductions.Reduce(scores, reduction);
        using (counts)
        {
            return new(ConfusionMatrix.FBeta(counts, beta), notNans, getNotNans, Listed: true);
        }
    }
}
