using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// The Hausdorff distance between the surfaces of prediction and label, for each item and class; with a percentile, less at the
/// mercy of single voxels. Source: Huttenlocher et al., "Comparing Images Using the Hausdorff Distance" (1993).
/// </summary>
/// <param name="includeBackground">Whether the first class is scored.</param>
/// <param name="distanceMetric">How distances are measured.</param>
/// <param name="percentile">In (0, 100]; the largest distance if null or 0.</param>
/// <param name="directed">Whether only distances from prediction to label count.</param>
/// <param name="reduction">How scores become fewer.</param>
/// <param name="getNotNans">Whether the number of scores that counted is given too.</param>
/// <exception cref="ArgumentException">The percentile is out of range.</exception>
public sealed class HausdorffDistanceMetric(
    bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean, double? percentile = null, bool directed = false,
    MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : CumulativeMetric
{
    private readonly double? share = Checked(percentile);

    /// <summary>Scores a batch with given voxel sizes and keeps the scores.</summary>
    /// <param name="yPred">Binary masks, [B, C, spatial...].</param>
    /// <param name="y">Binary masks, [B, C, spatial...].</param>
    /// <param name="spacing">Voxel size along each axis, or one for all.</param>
    /// <returns>Scores [B, C].</returns>
    public Tensor Call(Tensor yPred, Tensor y, Values<double> spacing)
    {
        var scores = ComputeHausdorffDistance(yPred, y, includeBackground, distanceMetric, share, directed, spacing);
        Append(scores);
        return scores;
    }

    /// <summary>Scores items of different shapes with given voxel sizes and keeps the scores.</summary>
    /// <param name="yPred">Binary masks, each [C, spatial...].</param>
    /// <param name="y">Binary masks, each [C, spatial...].</param>
    /// <param name="spacing">Voxel size along each axis, or one for all.</param>
    /// <returns>Scores [B, C].</returns>
    public Tensor Call(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y, Values<double> spacing)
        => CallEach(yPred, y, (p, l) => Call(p, l, spacing));

    /// <summary>All scores so far, reduced.</summary>
    /// <param name="reduction">How; as constructed if null.</param>
    /// <returns>The scores; with their number if that was asked for at construction.</returns>
    public object Aggregate(MetricReduction? reduction = null)
    {
        var (scores, notNans) = Reduced(reduction ?? Reduction);
        return getNotNans ? (scores, notNans) : scores;
    }

    /// <summary>How scores become fewer.</summary>
    public MetricReduction Reduction => reduction;

    /// <summary>The Hausdorff distance of each item and class.</summary>
    /// <param name="yPred">Binary masks, [B, C, spatial...]; 1 is in the mask.</param>
    /// <param name="y">Binary masks, [B, C, spatial...].</param>
    /// <param name="includeBackground">Whether the first class is scored.</param>
    /// <param name="distanceMetric">How distances are measured.</param>
    /// <param name="percentile">In (0, 100]; the largest distance if null or 0.</param>
    /// <param name="directed">Whether only distances from prediction to label count.</param>
    /// <param name="spacing">Voxel size along each axis, or one for all; 1 if null.</param>
    /// <returns>[B, C]; infinite where one mask is empty, NaN where both are.</returns>
    public static Tensor ComputeHausdorffDistance(
        Tensor yPred, Tensor y, bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean, double? percentile = null,
        bool directed = false, Values<double>? spacing = null)
        => TensorMemory.Scoped(() =>
        {
            if (!yPred.shape.AsSpan().SequenceEqual(y.shape) || yPred.Dimensions < 3)
            {
                throw new ArgumentException($"HausdorffDistanceMetric: y_pred is [{string.Join(", ", yPred.shape)}] and y [{string.Join(", ", y.shape)}]; "
                    + "both need the same shape, batch, channel and spatial.");
            }
            percentile = Checked(percentile);
            var first = !includeBackground && yPred.shape[1] > 1 ? 1 : 0;
            var shape = yPred.shape[2..];
            double[] steps = spacing is null ? [] : [.. Transforms.SpatialSize.PerAxis(spacing, shape.Length, nameof(spacing))];
            var result = empty([yPred.shape[0], yPred.shape[1] - first]);
            var scores = result.AsSpan<float>();
            var next = 0;
            for (var b = 0; b < yPred.shape[0]; b++)
            {
                for (var c = first; c < yPred.shape[1]; c++)
                {
                    var (forward, backward) = SurfaceDistance.Between(Mask(yPred, b, c).AsSpan<byte>(), Mask(y, b, c).AsSpan<byte>(), shape, steps, distanceMetric);
                    scores[next++] = directed ? Percentile(forward, percentile) : Larger(Percentile(forward, percentile), Percentile(backward, percentile));
                }
            }
            return result;
        });

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor prediction, Tensor target)
        => ComputeHausdorffDistance(prediction, target, includeBackground, distanceMetric, share, directed);

    private static Tensor Mask(Tensor masks, int item, int channel) => masks[item, channel].eq(1).cpu().contiguous();

    private static double? Checked(double? percentile)
        => percentile is null or (>= 0 and <= 100) ? percentile
            : throw new ArgumentException($"HausdorffDistanceMetric: percentile is {percentile}; it must lie between 0 and 100.", nameof(percentile));

    private static float Larger(float a, float b) => float.IsNaN(a) || float.IsNaN(b) ? float.NaN : Math.Max(a, b);

    /// <summary>The value below which a share of the distances lies, interpolated between neighbours.</summary>
    private static float Percentile(float[] distances, double? percentile)
    {
        if (distances.Length == 0)
        {
            return float.NaN;
        }
        Array.Sort(distances);
        if (percentile is null or 0)
        {
            return distances[^1];
        }
        var at = percentile.Value / 100 * (distances.Length - 1);
        var (low, high) = (distances[(int)Math.Floor(at)], distances[(int)Math.Ceiling(at)]);
        // Between infinities there is nothing to interpolate.
        return low == high ? low : (float)(low + (at - Math.Floor(at)) * (high - low));
    }
}
