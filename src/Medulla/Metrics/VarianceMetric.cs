using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// How much predictions differ that were made of the same image, by dropout or by several networks: how unsure they are, for active learning.
/// Nath et al., Diminishing Uncertainty within the Training Pool (2020).
/// </summary>
/// <param name="includeBackground">Whether class 0 counts.</param>
/// <param name="spatialMap">Whether there is a result for each voxel.</param>
/// <param name="scalarReduction">How voxels are put together, if they are: by mean or sum.</param>
/// <param name="threshold">What probabilities of 0 or less count as.</param>
/// <exception cref="ArgumentException">The reduction is another.</exception>
public sealed class VarianceMetric(bool includeBackground = true, bool spatialMap = false, MetricReduction scalarReduction = MetricReduction.Sum, double threshold = 0.0005)
{
    private readonly MetricReduction scalarReduction = Checked(scalarReduction);

    /// <summary>The variance of predictions.</summary>
    /// <inheritdoc cref="ComputeVariance" path="/param"/>
    /// <inheritdoc cref="ComputeVariance" path="/returns"/>
    /// <inheritdoc cref="ComputeVariance" path="/exception"/>
    public Tensor Call(Tensor yPred) => ComputeVariance(yPred, includeBackground, spatialMap, scalarReduction, threshold);

    /// <summary>The variance of predictions.</summary>
    /// <param name="yPred">Predictions of one image, [repeats, C, spatial...].</param>
    /// <param name="includeBackground">Whether class 0 counts; a single class always does.</param>
    /// <param name="spatialMap">Whether there is a result for each voxel; needs two spatial axes or more.</param>
    /// <param name="scalarReduction">How voxels are put together, if they are: by mean or sum.</param>
    /// <param name="threshold">What probabilities of 0 or less count as.</param>
    /// <returns>A number, or [spatial...]: the variance over repeats and classes. Float32.</returns>
    /// <exception cref="ArgumentException">The shape or the reduction is another, or predictions are NaN.</exception>
    public static Tensor ComputeVariance(
        Tensor yPred, bool includeBackground = true, bool spatialMap = false, MetricReduction scalarReduction = MetricReduction.Mean, double threshold = 0.0005)
    {
        Checked(scalarReduction);
        MetricInput.RequireShapes("variance", yPred, yPred, spatialMap ? 4 : 2, spatialMap ? 5 : int.MaxValue);
        MetricInput.RequireNumbers("variance", yPred);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (predicted, _) = Background.Scored(yPred, yPred, includeBackground);
        predicted = predicted.to_type(ScalarType.Float32);
        var variance = predicted.masked_fill(predicted <= 0, threshold).flatten(0, 1).var(0, unbiased: false);
        return (spatialMap ? variance : scalarReduction == MetricReduction.Mean ? variance.mean() : variance.sum()).MoveToOuterDisposeScope();
    }

    private static MetricReduction Checked(MetricReduction reduction)
        => reduction is MetricReduction.Mean or MetricReduction.Sum ? reduction
            : throw new ArgumentException($"variance: scalar_reduction is {reduction}; mean or sum is expected.", nameof(reduction));
}
