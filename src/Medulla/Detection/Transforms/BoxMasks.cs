using Medulla.Data.Boxes;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Boxes as masks, which can be rotated like images, and back.</summary>
public static class BoxMasks
{
    /// <summary>A mask for each box, which holds the box's label inside it.</summary>
    /// <param name="boxes">[N, 2 axes], in the standard mode; cut off to whole voxels.</param>
    /// <param name="labels">[N], whole numbers.</param>
    /// <param name="spatialSize">Voxels of the image along each axis, or one number for all.</param>
    /// <param name="bgLabel">What the mask holds elsewhere; less than every label.</param>
    /// <param name="ellipseMask">Whether the ellipse inside the box is marked, instead of all of it.</param>
    /// <returns>[N, spatial...], int16; [1, spatial...] without boxes.</returns>
    /// <exception cref="ArgumentException">A box reaches beyond the image, a label is not above the background, or there are not as many labels as boxes.</exception>
    public static Tensor ConvertBoxToMask(Tensor boxes, Tensor labels, Values<int> spatialSize, int bgLabel = -1, bool ellipseMask = false)
    {
        using var scope = NewDisposeScope();
        if (labels.shape[0] == 0)
        {
            var size = boxes.numel() == 0 ? [.. spatialSize] : BoxMoves.Size(boxes, spatialSize);
            return full([1, .. size.Select(n => (long)n)], bgLabel, ScalarType.Int16, boxes.device).MoveToOuterDisposeScope();
        }
        var axes = BoxMode.Axes(boxes);
        var (shape, ends) = (BoxMoves.Size(boxes, spatialSize), boxes.to_type(ScalarType.Int32).cpu());
        var classes = labels.to_type(ScalarType.Int16).cpu().flatten();
        Check(ends, classes, shape, bgLabel);
        var masks = full([classes.numel(), .. shape.Select(n => (long)n)], bgLabel, ScalarType.Int16, boxes.device);
        for (var i = 0L; i < classes.numel(); i++)
        {
            using var step = NewDisposeScope();
            var corners = ends[i].data<int>().ToArray();
            var inside = Enumerable.Range(0, axes).Aggregate(masks[i], (part, axis) => part.narrow(axis, corners[axis], corners[axis + axes] - corners[axis]));
            if (inside.numel() > 0 && ellipseMask)
            {
                inside.masked_fill_(Ellipse(inside.shape, boxes.device), classes[i].item<short>());
            }
            else if (inside.numel() > 0)
            {
                inside.fill_(classes[i].item<short>());
            }
        }
        return masks.MoveToOuterDisposeScope();
    }

    /// <summary>The boxes around what masks mark.</summary>
    /// <param name="boxesMask">A mask for each box, [N, spatial...]; masks that mark nothing give none.</param>
    /// <param name="bgLabel">What masks hold where there is nothing.</param>
    /// <param name="boxDtype">Type of the boxes.</param>
    /// <param name="labelDtype">Type of the labels.</param>
    /// <returns>Boxes [M, 2 axes] in the standard mode, and their labels [M]: what the mask holds at the first voxel marked.</returns>
    /// <exception cref="ArgumentException">The mask has neither 2 nor 3 spatial axes.</exception>
    public static (Tensor Boxes, Tensor Labels) ConvertMaskToBox(
        Tensor boxesMask, int bgLabel = -1, ScalarType boxDtype = ScalarType.Float32, ScalarType labelDtype = ScalarType.Int64)
    {
        if (boxesMask.Dimensions is not (3 or 4))
        {
            throw new ArgumentException($"masks of boxes are [N, spatial...] with 2 or 3 spatial axes; these are [{string.Join(", ", boxesMask.shape)}].", nameof(boxesMask));
        }
        using var scope = NewDisposeScope();
        List<Tensor> boxes = [], labels = [];
        foreach (var mask in boxesMask.unbind(0))
        {
            using var step = NewDisposeScope();
            var marked = mask.ne(bgLabel).nonzero();
            if (marked.shape[0] > 0)
            {
                boxes.Add(cat([marked.amin([0]), marked.amax([0]) + 1]).MoveToOuterDisposeScope());
                labels.Add(mask.masked_select(mask.ne(bgLabel)).narrow(0, 0, 1).MoveToOuterDisposeScope());
            }
        }
        var found = boxes.Count > 0 ? stack(boxes) : zeros([0, 2 * (boxesMask.Dimensions - 1)], device: boxesMask.device);
        var classes = labels.Count > 0 ? cat([.. labels]) : zeros([0], device: boxesMask.device);
        return (found.to_type(boxDtype).MoveToOuterDisposeScope(), classes.to_type(labelDtype).MoveToOuterDisposeScope());
    }

    /// <summary>A ball in the cube of the longest edge, brought to the box's shape by nearest neighbours.</summary>
    private static Tensor Ellipse(long[] shape, Device device)
    {
        var edge = shape.Max();
        var squares = (arange(edge, ScalarType.Float64, device) - (edge - 1) / 2.0).pow(2);
        return Enumerable.Range(0, shape.Length)
            .Select(axis => squares.view([.. Enumerable.Range(0, shape.Length).Select(other => other == axis ? -1L : 1)])
                .index_select(axis, (arange(shape[axis], ScalarType.Float32, device) * ((float)edge / shape[axis])).floor().to_type(ScalarType.Int64).clamp(max: edge - 1)))
            .Aggregate((a, b) => a + b).le(edge * edge / 4.0);
    }

    private static void Check(Tensor ends, Tensor labels, int[] shape, int bgLabel)
    {
        if (labels.numel() != ends.shape[0])
        {
            throw new ArgumentException($"there are {ends.shape[0]} boxes and {labels.numel()} labels; each box needs one.", nameof(labels));
        }
        if (labels.min().item<short>() is var least && least <= bgLabel)
        {
            throw new ArgumentException($"the least label is {least} and the background's {bgLabel}; the background must be less than all labels.", nameof(bgLabel));
        }
        var (low, high) = (ends.narrow(1, 0, shape.Length), ends.narrow(1, shape.Length, shape.Length));
        if (low.lt(0).any().item<bool>() || high.gt(tensor(shape)).any().item<bool>() || high.lt(low).any().item<bool>())
        {
            throw new ArgumentException($"some boxes reach beyond the image of [{string.Join(", ", shape)}] voxels, or have a negative size; clip them before (ClipBoxToImage).", nameof(ends));
        }
    }
}
