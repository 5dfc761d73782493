using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// A metric of the distance between the surfaces of prediction and label, in units of the voxels' size. Both are one-hot, [B, C, spatial...] with
/// up to three spatial axes; a voxel of value 1 belongs to the class.
/// </summary>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
public abstract class SurfaceMetric(MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : CumulativeMetric(reduction, getNotNans)
{
    /// <summary>Scores a batch with voxels of a given size and keeps the scores.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="spacing">Sizes of voxels, such as in millimetres; 1 if null. Only <see cref="DistanceMetric.Euclidean"/> heeds it.</param>
    /// <returns>Scores [B, C]; NaN where there is nothing to score.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or the spacing does not fit them.</exception>
    public Tensor Call(Tensor yPred, Tensor y, VoxelSpacing? spacing) => Keep(Guarded(() => Compute(yPred, y, spacing)));

    /// <summary>Scores images of different sizes, with voxels of given sizes, and keeps the scores.</summary>
    /// <param name="yPred">Predictions, each [C, spatial...].</param>
    /// <param name="y">Labels, as many.</param>
    /// <param name="spacing">Sizes of voxels, for all images or for each; 1 if null.</param>
    /// <returns>Scores [B, C]; NaN where there is nothing to score.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or the spacing does not fit them.</exception>
    public Tensor Call(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y, VoxelSpacing? spacing)
        => Keep(OneByOne(yPred, y, (prediction, label, i) => Compute(
            prediction, label, spacing is null ? null : (VoxelSpacing)spacing.Of(i, y.Count, (int)label.Dimensions - 2))));

    /// <summary>What the metric computes for a batch.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="spacing">Sizes of voxels; 1 if null.</param>
    /// <returns>Scores [B, C]; NaN where there is nothing to score.</returns>
    protected abstract Tensor Compute(Tensor yPred, Tensor y, VoxelSpacing? spacing);

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor yPred, Tensor y) => Compute(yPred, y, spacing: null);

    /// <summary>Scores each class of each image, given both masks.</summary>
    /// <param name="metric">Who asks, as messages begin.</param>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is scored.</param>
    /// <param name="spacing">Sizes of voxels; 1 if null.</param>
    /// <param name="score">Masks [spatial...] of prediction and label, the sizes of their voxels and the class's place among the scored to a score.</param>
    private protected static Tensor EachClass(
        string metric, Tensor yPred, Tensor y, bool includeBackground, VoxelSpacing? spacing, Func<Tensor, Tensor, double[], int, double> score)
    {
        MetricInput.RequireOneHot(metric, yPred, y, 3, 5);
        using var scope = NewDisposeScope();
        (yPred, y) = Background.Scored(yPred, y, includeBackground);
        var (predicted, labelled) = (yPred.eq(1).cpu().contiguous(), y.eq(1).cpu().contiguous());
        var (images, classes) = ((int)y.shape[0], (int)y.shape[1]);
        var scores = new float[images * classes];
        for (var i = 0; i < scores.Length; i++)
        {
            using var each = NewDisposeScope();
            var (image, channel) = (i / classes, i % classes);
            scores[i] = (float)score(predicted[image, channel], labelled[image, channel], (spacing ?? 1).Of(image, images, (int)y.Dimensions - 2), channel);
        }
        return tensor(scores, [images, classes], device: y.device).MoveToOuterDisposeScope();
    }

    /// <summary>Distances between the surfaces of two masks, from the first to the second and back.</summary>
    private protected static (float[] There, float[] Back) Between(Tensor predicted, Tensor labelled, double[] spacing, DistanceMetric metric, bool bothWays = true)
        => SurfaceDistance.Between(predicted.AsSpan<byte>(), labelled.AsSpan<byte>(), labelled.shape, spacing, metric, bothWays);
}
