using Medulla.Imaging.Kernels;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Average distance of the prediction's surface to the label's, or of both to each other. Both are one-hot, [B, C, spatial...] with up to three
/// spatial axes; a voxel of value 1 belongs to the class.
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="symmetric">Whether distances from the label to the prediction count too.</param>
/// <param name="distanceMetric">How distances are measured.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
public sealed class SurfaceDistanceMetric(
    bool includeBackground = false, bool symmetric = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean,
    MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : SurfaceMetric(reduction, getNotNans)
{
    /// <summary>Average surface distances of a batch.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is scored; a single class always is.</param>
    /// <param name="symmetric">Whether distances from the label to the prediction count too.</param>
    /// <param name="distanceMetric">How distances are measured.</param>
    /// <param name="spacing">Sizes of voxels; 1 if null.</param>
    /// <returns>[B, C]; infinite where one of both is empty, NaN where both are.</returns>
    /// <exception cref="ArgumentException">The shapes differ, values are NaN or indices of classes, or the spacing does not fit.</exception>
    public static Tensor ComputeAverageSurfaceDistance(
        Tensor yPred, Tensor y, bool includeBackground = false, bool symmetric = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean,
        VoxelSpacing? spacing = null)
        => EachClass("average surface distance", yPred, y, includeBackground, spacing, (masks, size, _) =>
        {
            var (there, back) = Between(masks, size, distanceMetric, symmetric);
            return there.Length + back.Length == 0 ? double.NaN : (Sum(there) + Sum(back)) / (there.Length + back.Length);
        });

    private static double Sum(float[] distances)
    {
        var sum = 0.0;
        foreach (var distance in distances)
        {
            sum += distance;
        }
        return sum;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y, VoxelSpacing? spacing)
        => ComputeAverageSurfaceDistance(yPred, y, includeBackground, symmetric, distanceMetric, spacing);
}
