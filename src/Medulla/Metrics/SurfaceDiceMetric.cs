using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Normalized surface Dice: the share of both surfaces that lies no farther from the other than a tolerance. Nikolov et al., Clinically
/// Applicable Segmentation of Head and Neck Anatomy for Radiotherapy (2021). Both are one-hot, [B, C, spatial...] with two or three spatial axes.
/// </summary>
/// <param name="classThresholds">The tolerance of each scored class, in units of the voxels' size, at least 0.</param>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="distanceMetric">How distances are measured.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <param name="useSubvoxels">Whether the amount of surface between voxels counts; else surface voxels are counted.</param>
/// <exception cref="ArgumentException">A tolerance is below 0 or not finite.</exception>
public sealed class SurfaceDiceMetric(
    Values<double> classThresholds, bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean,
    MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false, bool useSubvoxels = false) : SurfaceMetric(reduction, getNotNans)
{
    private const string Who = "surface Dice";
    private readonly Values<double> classThresholds = Checked(classThresholds);

    /// <summary>Surface Dice scores of a batch.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="classThresholds">The tolerance of each scored class, at least 0.</param>
    /// <param name="includeBackground">Whether class 0 is scored; a single class always is.</param>
    /// <param name="distanceMetric">How distances are measured.</param>
    /// <param name="spacing">Sizes of voxels; 1 if null.</param>
    /// <param name="useSubvoxels">Whether the amount of surface between voxels counts; else surface voxels are counted.</param>
    /// <returns>[B, C] in [0, 1]; NaN where both are empty.</returns>
    /// <exception cref="ArgumentException">The shapes differ, values are NaN or indices of classes, or tolerances or spacing do not fit.</exception>
    public static Tensor ComputeSurfaceDice(
        Tensor yPred, Tensor y, Values<double> classThresholds, bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean,
        VoxelSpacing? spacing = null, bool useSubvoxels = false)
    {
        MetricInput.RequireShapes(Who, yPred, y, 4, 5);
        var classes = yPred.shape[1] - (includeBackground || yPred.shape[1] == 1 ? 0 : 1);
        if (classes != Checked(classThresholds).Count)
        {
            throw new ArgumentException($"{Who}: class_thresholds has {classThresholds.Count} tolerances, but {classes} classes are scored; one for each is expected.", nameof(classThresholds));
        }
        return EachClass(Who, yPred, y, includeBackground, spacing, (masks, size, channel) =>
        {
            var tolerance = (float)classThresholds[channel];
            var (within, all) = useSubvoxels
                ? Areas(masks, spacing is null ? null : size, distanceMetric, tolerance)
                : Voxels(masks, size, distanceMetric, tolerance);
            return all == 0 ? double.NaN : within / all;
        });
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y, VoxelSpacing? spacing)
        => ComputeSurfaceDice(yPred, y, classThresholds, includeBackground, distanceMetric, spacing, useSubvoxels);

    private static (double Within, double All) Voxels(MaskPair masks, double[] spacing, DistanceMetric metric, float tolerance)
    {
        var (there, back) = Between(masks, spacing, metric);
        return (there.Count(distance => distance <= tolerance) + back.Count(distance => distance <= tolerance), there.Length + back.Length);
    }

    private static (double Within, double All) Areas(MaskPair masks, double[]? spacing, DistanceMetric metric, float tolerance)
    {
        VoxelSpacing size = spacing ?? [.. Enumerable.Repeat(1.0, masks.Shape.Length)];
        var (predicted, labelled) = masks.Tensors();
        var edges = MaskSurfaces.Edges(predicted, labelled, spacing: size);
        var there = Within(edges.YPred, edges.YPredAreas!, MaskSurfaces.Distances(edges.YPred, edges.Y, metric, size));
        var back = Within(edges.Y, edges.YAreas!, MaskSurfaces.Distances(edges.Y, edges.YPred, metric, size));
        return (there.Within + back.Within, there.All + back.All);

        (double Within, double All) Within(Tensor surface, Tensor areas, Tensor distances)
        {
            var own = areas.masked_select(surface).to_type(ScalarType.Float64);
            // Of an empty surface there are the other's distances, all infinite.
            return own.numel() == 0 ? (0, 0) : (own.masked_select(distances <= tolerance).sum().item<double>(), own.sum().item<double>());
        }
    }

    private static Values<double> Checked(Values<double> thresholds)
        => thresholds.All(tolerance => tolerance >= 0 && double.IsFinite(tolerance)) ? thresholds
            : throw new ArgumentException($"{Who}: class_thresholds is {thresholds}; finite tolerances of at least 0 are expected.", nameof(thresholds));
}
