using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Boxes in other terms: other modes, points, and parts that lie inside an image.</summary>
public static class BoxConversion
{
    /// <summary>Boxes in another mode.</summary>
    /// <param name="boxes">[N, 4] or [N, 6].</param>
    /// <param name="srcMode">Their mode; the standard one if null.</param>
    /// <param name="dstMode">The mode to give; the standard one if null.</param>
    /// <returns>Boxes of the same shape and type; no boxes as they are.</returns>
    public static Tensor ConvertBoxMode(Tensor boxes, BoxMode? srcMode = null, BoxMode? dstMode = null)
    {
        var (from, to) = (srcMode ?? BoxMode.Standard, dstMode ?? BoxMode.Standard);
        return boxes.shape[0] == 0 || from.GetType() == to.GetType() ? boxes.clone()
            : TensorMemory.Scoped(() => to.CornersToBoxes(from.BoxesToCorners(boxes)).to_type(boxes.dtype));
    }

    /// <summary>Boxes as lower and upper corners.</summary>
    /// <param name="boxes">[N, 4] or [N, 6].</param>
    /// <param name="mode">Their mode; the standard one if null.</param>
    public static Tensor ConvertBoxToStandardMode(Tensor boxes, BoxMode? mode = null) => ConvertBoxMode(boxes, mode);

    /// <summary>All corners of each box.</summary>
    /// <param name="bbox">[N, 4] or [N, 6].</param>
    /// <param name="mode">Their mode; the standard one if null.</param>
    /// <returns>[N, 4, 2] or [N, 8, 3]: around the lower face, then around the upper one.</returns>
    public static Tensor ConvertBoxToPoints(Tensor bbox, BoxMode? mode = null)
        => TensorMemory.Scoped(() =>
        {
            var corners = (mode ?? BoxMode.Standard).BoxesToCorners(bbox);
            var axes = corners.Count / 2;
            return stack(Enumerable.Range(0, 1 << axes).Select(point =>
            {
                // Low, high, high, low along the first axis while the second goes low, low, high, high.
                int[] isHigh = [(point + 1) / 2 % 2, point / 2 % 2, point / 4];
                return cat([.. Enumerable.Range(0, axes).Select(axis => corners[axis + isHigh[axis] * axes])], 1);
            }), 1);
        });

    /// <summary>The boxes around points.</summary>
    /// <param name="points">[N, points, axes].</param>
    /// <returns>[N, 2 axes], in the standard mode.</returns>
    /// <exception cref="ArgumentException">The points are of another shape.</exception>
    public static Tensor ConvertPointsToBox(Tensor points)
        => points.Dimensions != 3
            ? throw new ArgumentException($"corner points are [N, points, axes]; these are [{string.Join(", ", points.shape)}].")
            : TensorMemory.Scoped(() => cat([points.amin([1]), points.amax([1])], 1));

    /// <summary>The parts of boxes inside a region, in its coordinates.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="roiStart">Where the region begins along each axis.</param>
    /// <param name="roiEnd">Where it ends.</param>
    /// <param name="removeEmpty">Whether boxes that are left less than 1 wide along some axis are dropped.</param>
    /// <returns>The boxes, and for each one given whether it was kept, [N].</returns>
    /// <exception cref="ArgumentException">Boxes and region have different numbers of axes.</exception>
    public static (Tensor Boxes, Tensor Keep) SpatialCropBoxes(Tensor boxes, IReadOnlyList<int> roiStart, IReadOnlyList<int> roiEnd, bool removeEmpty = true)
    {
        var axes = BoxMode.Axes(boxes);
        if (roiStart.Count != axes || roiEnd.Count != axes)
        {
            throw new ArgumentException($"boxes of {axes} axes cannot be cropped to a region of {roiStart.Count} (start) and {roiEnd.Count} (end); all must match.");
        }
        using var scope = NewDisposeScope();
        var numbers = boxes.to_type(ScalarType.Float32).unbind(1);
        var cropped = stack(numbers.Select((number, i) =>
        {
            var (start, end) = (roiStart[i % axes], Math.Max(roiStart[i % axes], roiEnd[i % axes]));
            return number.clamp(start, end) - start;
        }), 1);
        var keep = removeEmpty
            ? (cropped.narrow(1, axes, axes) >= cropped.narrow(1, 0, axes) + 1).all(1)
            : ones([boxes.shape[0]], ScalarType.Bool, boxes.device);
        return (cropped[keep].to_type(boxes.dtype).MoveToOuterDisposeScope(), keep.MoveToOuterDisposeScope());
    }

    /// <summary>The parts of boxes inside an image.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="spatialSize">Voxels of the image along each axis.</param>
    /// <param name="removeEmpty">Whether boxes that are left less than 1 wide along some axis are dropped.</param>
    /// <returns>The boxes, and for each one given whether it was kept, [N].</returns>
    public static (Tensor Boxes, Tensor Keep) ClipBoxesToImage(Tensor boxes, IReadOnlyList<int> spatialSize, bool removeEmpty = true)
        => SpatialCropBoxes(boxes, new int[spatialSize.Count], spatialSize, removeEmpty);
}
