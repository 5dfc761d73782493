using Medulla.Imaging.Kernels;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Distance between the surfaces of prediction and label: the largest distance of a voxel of one to the other, or a percentile of these
/// distances, which single voxels do not decide. Huttenlocher et al., Comparing Images Using the Hausdorff Distance (1993). Both are
/// one-hot, [B, C, spatial...] with up to three spatial axes; a voxel of value 1 belongs to the class.
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="distanceMetric">How distances are measured.</param>
/// <param name="percentile">Percentile of the distances, in [0, 100]; the largest if null or 0.</param>
/// <param name="directed">Whether only distances from the prediction to the label count.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="percentile"/> lies outside [0, 100].</exception>
public sealed class HausdorffDistanceMetric(
    bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean, double? percentile = null, bool directed = false,
    MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : SurfaceMetric(reduction, getNotNans)
{
    private readonly double? percentile = Checked(percentile);

    /// <summary>Distances of a batch.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is scored; a single class always is.</param>
    /// <param name="distanceMetric">How distances are measured.</param>
    /// <param name="percentile">Percentile of the distances, in [0, 100]; the largest if null or 0.</param>
    /// <param name="directed">Whether only distances from the prediction to the label count.</param>
    /// <param name="spacing">Sizes of voxels; 1 if null.</param>
    /// <returns>[B, C]; infinite where one of both is empty, NaN where both are.</returns>
    /// <exception cref="ArgumentException">The shapes differ, values are NaN or indices of classes, or the spacing does not fit.</exception>
    public static Tensor ComputeHausdorffDistance(
        Tensor yPred, Tensor y, bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean, double? percentile = null,
        bool directed = false, VoxelSpacing? spacing = null)
    {
        Checked(percentile);
        return EachClass("Hausdorff distance", yPred, y, includeBackground, spacing, (masks, size, _) =>
        {
            var (there, back) = Between(masks, size, distanceMetric, bothWays: !directed);
            return directed ? Percentile(there, percentile) : Larger(Percentile(there, percentile), Percentile(back, percentile));
        });
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y, VoxelSpacing? spacing)
        => ComputeHausdorffDistance(yPred, y, includeBackground, distanceMetric, percentile, directed, spacing);

    private static double? Checked(double? percentile)
        => percentile is null or (>= 0 and <= 100) ? percentile
            : throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "percentile must lie in [0, 100].");

    private static float Larger(float a, float b) => float.IsNaN(a) || float.IsNaN(b) ? float.NaN : Math.Max(a, b);

    /// <summary>A percentile, interpolated between the two distances next to it; NaN if there are none.</summary>
    private static float Percentile(float[] distances, double? percentile)
    {
        if (distances.Length == 0)
        {
            return float.NaN;
        }
        if (percentile is null or 0)
        {
            return distances.Max();
        }
        Array.Sort(distances);
        var place = percentile.Value / 100 * (distances.Length - 1);
        var (below, above) = (distances[(int)Math.Floor(place)], distances[(int)Math.Ceiling(place)]);
        // Between infinities there is nothing to interpolate.
        return below == above ? below : (float)(below + ((place - Math.Floor(place)) * (above - below)));
    }
}
