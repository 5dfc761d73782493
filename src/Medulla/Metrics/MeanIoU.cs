using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Intersection over union of each class. Jaccard, Étude comparative de la distribution florale (1901). Prediction and label are
/// one-hot, [B, C, spatial...].
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <param name="ignoreEmpty">Whether classes that the label lacks have no score (NaN); else it is 1 where the prediction lacks them too, and 0 where not.</param>
public sealed class MeanIoU(
    bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false, bool ignoreEmpty = true)
    : CumulativeMetric(reduction, getNotNans)
{
    /// <summary>Intersection over union of a batch.</summary>
    /// <param name="yPred">Segmentation, one-hot [B, C, spatial...].</param>
    /// <param name="y">Label, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is scored; a single class always is.</param>
    /// <param name="ignoreEmpty">Whether classes that the label lacks have no score (NaN).</param>
    /// <returns>[B, C], without the background's column if it is not scored.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or values are NaN or indices of classes.</exception>
    public static Tensor ComputeIou(Tensor yPred, Tensor y, bool includeBackground = true, bool ignoreEmpty = true)
    {
        using var scope = NewDisposeScope();
        (yPred, y) = Background.Scored(yPred, y, includeBackground);
        MetricInput.RequireOneHot("intersection over union", yPred, y, 3);
        (yPred, y) = (MetricInput.Summable(yPred), MetricInput.Summable(y));
        var space = Enumerable.Range(2, (int)y.Dimensions - 2).Select(axis => (long)axis).ToArray();
        var intersection = (y * yPred).sum(space);
        var labelled = y.sum(space);
        var union = labelled + yPred.sum(space) - intersection;
        var scores = intersection / union;
        return (ignoreEmpty ? scores.masked_fill(labelled <= 0, double.NaN) : scores.masked_fill(union <= 0, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y) => ComputeIou(yPred, y, includeBackground, ignoreEmpty);
}
