using Medulla.Imaging;
using Medulla.Inferers;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// Shows which parts of an image a classifier needs: what it says when they are occluded, one after the other (Zeiler and Fergus, Visualizing
/// and understanding convolutional networks, 2014).
/// </summary>
/// <param name="nnModule">The network, from [B, C, spatial...] to scores [B, K].</param>
/// <param name="maskSize">Size of the parts, one for all axes or one for each; 16 if null.</param>
/// <param name="nBatch">Occluded images that the network gets at a time.</param>
/// <param name="verbose">Whether progress is written to the console's error stream.</param>
/// <param name="mode">What replaces a part; <see cref="Occlusion.Gaussian"/> if null.</param>
/// <param name="overlap">Share of a part that the next one covers again, in [0, 1).</param>
/// <param name="activate">What becomes of the scores; sigmoid or softmax if null.</param>
/// <exception cref="ArgumentException">An argument lies outside its bounds.</exception>
public sealed class OcclusionSensitivity(
    nn.Module<Tensor, Tensor> nnModule, Values<int>? maskSize = null, int nBatch = 16, bool verbose = false, Occlusion? mode = null, double overlap = 0.6,
    OutputActivation? activate = null)
{
    private readonly Occlusion occlusion = mode ?? Occlusion.Gaussian;
    private readonly OutputActivation activation = activate ?? true;
    private readonly SlidingWindowInferer windows = new(
        0, nBatch, overlap, mode is null || mode == Occlusion.Gaussian ? BlendMode.Gaussian : BlendMode.Constant, Progress: verbose);

    /// <summary>The map of an image.</summary>
    /// <param name="x">The image, [1, C, spatial...].</param>
    /// <param name="bBox">The part of the image to look at: first voxel and end (or -1) for each axis, [min1, max1, min2, max2, ...]; all of it if null.</param>
    /// <returns>Scores of each class with the place occluded, [1, K, spatial'...], and the class with the highest one, [1, 1, spatial'...].</returns>
    /// <exception cref="ArgumentException">There are several images, the parts are larger than what is to be looked at, or the box does not fit.</exception>
    [ReferenceName("call")]
    public (Tensor Sensitivity, Tensor MostProbableClass) Compute(Tensor x, Values<int>? bBox = null)
    {
        if (x.shape[0] != 1)
        {
            throw new ArgumentException($"OcclusionSensitivity: the batch has {x.shape[0]} images; one is expected.");
        }
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var evaluation = new EvaluationMode(nnModule);
        var axes = Axes(x.shape[2..], bBox);
        long[] size = [.. axes.Select(axis => axis.Mask)];
        var replace = occlusion.For(x, size);
        var oneChannel = x.shape[1] == 1;
        // The windows slide over an empty image; only their places matter.
        var space = zeros([1, 1, .. axes.Select(axis => axis.End - axis.Start)], x.dtype, x.device);
        var scores = (windows with { RoiSize = Values.From(size.Select(length => (int)length)) }).RunWindows(space, batch =>
        {
            var images = x.repeat([batch.Windows.Count, .. Enumerable.Repeat(1L, (int)x.Dimensions - 1)]);
            for (var i = 0; i < batch.Windows.Count; i++)
            {
                var part = axes.Select((axis, number) => (axis, number)).Aggregate(
                    images.narrow(0, i, 1), (view, one) => view.narrow(one.number + 2, one.axis.Start + batch.Windows[i].Start[one.number], one.axis.Mask));
                part.copy_(replace(part));
            }
            var said = activation.Of(nnModule.call(images), oneChannel);
            return said.Dimensions != 2
                ? throw new ArgumentException($"OcclusionSensitivity: the network gives [{string.Join(", ", said.shape)}]; scores [B, K] of classes are expected.")
                : said.view([.. said.shape, .. size.Select(_ => 1L)]).expand([.. said.shape, .. size]);
        }).Single;
        var map = axes.Select((axis, number) => (axis, number)).Aggregate(
            scores, (view, one) => view.narrow(one.number + 2, one.axis.From - one.axis.Start, one.axis.To - one.axis.From)).clone();
        return (map.MoveToOuterDisposeScope(), map.argmax(1, keepdim: true).MoveToOuterDisposeScope());
    }

    /// <summary>For each axis what is shown, and what is occluded to know it: half a mask more on both sides, within the image.</summary>
    private Axis[] Axes(long[] shape, Values<int>? box)
    {
        var mask = maskSize ?? 16;
        if (mask.Count != 1 && mask.Count != shape.Length)
        {
            throw new ArgumentException($"OcclusionSensitivity: mask_size is {mask}; one value or {shape.Length} (one for each spatial axis) are expected.");
        }
        if (box is not null && box.Count != 2 * shape.Length)
        {
            throw new ArgumentException($"OcclusionSensitivity: b_box is {box}; first voxel and end are expected for each of {shape.Length} axes.");
        }
        return [.. shape.Select((length, axis) =>
        {
            var size = mask.Cyclic(axis);
            if (box is null)
            {
                return size <= length ? new Axis(0, length, size, 0, length)
                    : throw new ArgumentException($"OcclusionSensitivity: the mask has {size} voxels on an axis of {length}; it must lie within the image.");
            }
            var edge = (size - 1) / 2;
            var (min, max) = (box[2 * axis], box[(2 * axis) + 1]);
            var (from, to) = (Math.Max(min, 0), max > 0 ? Math.Min(max, length) : length);
            var (start, end) = (Math.Max(min - edge, 0), max > 0 ? Math.Min(max + edge, length) : length);
            return from < to ? new Axis(start, end, Math.Min(size, end - start), from, to)
                : throw new ArgumentException($"OcclusionSensitivity: b_box is {box}; on axis {axis} of {length} voxels it holds none.");
        })];
    }

    private readonly record struct Axis(long Start, long End, long Mask, long From, long To);
}
