using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Mean squared error of the intensities, for each image.</summary>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
public sealed class MSEMetric(MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : RegressionMetric(reduction, getNotNans)
{
    /// <inheritdoc/>
    protected override Tensor Compare(Tensor yPred, Tensor y) => MeanOf((y - yPred).square());
}
