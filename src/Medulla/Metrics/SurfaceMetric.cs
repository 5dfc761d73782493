using Medulla.Data;
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

    /// <summary>Scores each class of each image, given both masks: several classes at once, each cut out around both masks.</summary>
    /// <param name="metric">Who asks, as messages begin.</param>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is scored.</param>
    /// <param name="spacing">Sizes of voxels; 1 if null.</param>
    /// <param name="score">Masks of prediction and label, the sizes of their voxels and the class's place among the scored to a score.</param>
    private protected static Tensor EachClass(
        string metric, Tensor yPred, Tensor y, bool includeBackground, VoxelSpacing? spacing, Func<MaskPair, double[], int, double> score)
    {
        MetricInput.RequireShapes(metric, yPred, y, 3, 5);
        using var scope = NewDisposeScope();
        var (predicted, labelled) = (Ones(metric, yPred, "y_pred"), Ones(metric, y, "y"));
        var (images, channels) = ((int)y.shape[0], (int)y.shape[1]);
        var skipped = includeBackground || channels == 1 ? 0 : 1;
        double[][] sizes = [.. Enumerable.Range(0, images).Select(image => (spacing ?? 1).Of(image, images, (int)y.Dimensions - 2))];
        var scores = new float[images * (channels - skipped)];
        WorkerThreads.Run(images * channels, Environment.ProcessorCount, i =>
        {
            using var each = NewDisposeScope();
            var (image, channel) = Math.DivRem(i, channels);
            var (prediction, predictedBox) = Boxed(metric, predicted[image, channel], "y_pred");
            var (label, labelledBox) = Boxed(metric, labelled[image, channel], "y");
            if (channel >= skipped)
            {
                scores[(image * (channels - skipped)) + channel - skipped] = (float)score(
                    MaskPair.Cut(prediction, predictedBox, label, labelledBox), sizes[image], channel - skipped);
            }
        }, CancellationToken.None);
        return tensor(scores, [images, channels - skipped], device: y.device).MoveToOuterDisposeScope();
    }

    /// <summary>Distances between the surfaces of two masks, from the first to the second and back.</summary>
    private protected static (float[] There, float[] Back) Between(MaskPair masks, double[] spacing, DistanceMetric metric, bool bothWays = true)
        => SurfaceDistance.Between(masks.Predicted, masks.Labelled, masks.Shape, spacing, metric, bothWays);

    /// <summary>One-hot classes in float32 on the CPU.</summary>
    private static Tensor Ones(string metric, Tensor classes, string name)
    {
        if (classes.shape[1] == 1 || classes.dtype != ScalarType.Float32)
        {
            MetricInput.RequireNoIndices(metric, classes, name);
        }
        return (classes.dtype == ScalarType.Float32 ? classes : classes.eq(1).to_type(ScalarType.Float32)).cpu().contiguous();
    }

    private static (Tensor Class, BoundingBox? Box) Boxed(string metric, Tensor oneClass, string name)
    {
        var box = BoundingBox.OfValue(oneClass.AsSpan<float>(), oneClass.shape, 1, out var hasNaN);
        return hasNaN ? throw MetricInput.NotNumbers(metric, oneClass, name) : (oneClass, box);
    }
}
