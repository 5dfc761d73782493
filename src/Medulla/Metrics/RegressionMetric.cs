using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A metric of how far predicted intensities are from what they should be; one score for each image, [B, 1].</summary>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
public abstract class RegressionMetric(MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : CumulativeMetric(reduction, getNotNans)
{
    /// <summary>What the metric computes for a batch.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...] or [B, C].</param>
    /// <param name="y">What they should be, of the same shape.</param>
    /// <returns>[B, 1].</returns>
    protected abstract Tensor Compare(Tensor yPred, Tensor y);

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor yPred, Tensor y)
    {
        MetricInput.RequireShapes(GetType().Name, yPred, y, 2);
        MetricInput.RequireNumbers(GetType().Name, yPred);
        return Compare(Real(yPred), Real(y));
    }

    /// <summary>The mean of each image, [B, 1].</summary>
    private protected static Tensor MeanOf(Tensor errors) => errors.flatten(1).mean([1], keepdim: true);

    private static Tensor Real(Tensor values) => values.is_floating_point() ? values.alias() : values.to_type(ScalarType.Float32);
}
