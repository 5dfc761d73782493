using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Moves boxes, [N, 4] or [N, 6] in the standard mode, as an image moves. Their coordinates are those of voxels' faces.</summary>
public static class BoxMoves
{
    /// <summary>The boxes around what an affine map makes of boxes' corners; computed in float32.</summary>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="affine">Coordinates of the boxes to new ones.</param>
    /// <returns>Boxes of the same shape and type.</returns>
    public static Tensor ApplyAffineToBoxes(Tensor boxes, Affine affine) => TensorMemory.Scoped(() =>
    {
        var axes = BoxMode.Axes(boxes);
        var matrix = affine.Resize(axes);
        var rows = tensor(matrix.RowMajor.ToArray(), ScalarType.Float32, boxes.device).view(axes + 1, axes + 1).narrow(0, 0, axes);
        var (linear, offset) = (rows.narrow(1, 0, axes).t(), rows.select(1, axes));
        var corners = boxes.to_type(ScalarType.Float32).split(axes, 1).Select(corner => corner.matmul(linear) + offset).ToArray();
        return cat([minimum(corners[0], corners[1]), maximum(corners[0], corners[1])], 1).to_type(boxes.dtype);
    });

    /// <summary>Boxes in an image that is magnified.</summary>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="zoom">Factor for each axis, or one for all.</param>
    public static Tensor ZoomBoxes(Tensor boxes, Values<double> zoom)
        => ApplyAffineToBoxes(boxes, Affine.Scaling([.. SpatialSize.PerAxis(zoom, BoxMode.Axes(boxes), "zoom")]));

    /// <summary>Boxes in an image that is brought to another size.</summary>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="srcSpatialSize">Voxels of the image along each axis, or one number for all.</param>
    /// <param name="dstSpatialSize">Voxels of the new image.</param>
    public static Tensor ResizeBoxes(Tensor boxes, Values<int> srcSpatialSize, Values<int> dstSpatialSize)
        => ZoomBoxes(boxes, Values.From(Size(boxes, srcSpatialSize).Zip(Size(boxes, dstSpatialSize), (from, to) => (double)to / from)));

    /// <summary>Boxes in an image that is reversed.</summary>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="spatialSize">Voxels of the image along each axis, or one number for all.</param>
    /// <param name="flipAxes">The axes; all if null.</param>
    public static Tensor FlipBoxes(Tensor boxes, Values<int> spatialSize, Values<int>? flipAxes = null)
        => With(boxes, spatialSize, new Flip(flipAxes));

    /// <summary>Boxes in an image that is turned by quarter turns.</summary>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="spatialSize">Voxels of the image along each axis, or one number for all.</param>
    /// <param name="k">Number of quarter turns.</param>
    /// <param name="axes">The plane; the first two axes if null.</param>
    public static Tensor Rot90Boxes(Tensor boxes, Values<int> spatialSize, int k = 1, Values<int>? axes = null)
        => With(boxes, spatialSize, new Rotate90(k, axes));

    /// <summary>Boxes in an image whose axes are exchanged.</summary>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="axis1">An axis.</param>
    /// <param name="axis2">The axis that it changes place with.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public static Tensor SwapaxesBoxes(Tensor boxes, int axis1, int axis2)
    {
        var axes = BoxMode.Axes(boxes);
        if (axis1 < 0 || axis1 >= axes || axis2 < 0 || axis2 >= axes)
        {
            throw new ArgumentException($"swapaxes_boxes: axes {axis1} and {axis2} were asked for; the boxes have axes 0 to {axes - 1}.");
        }
        long Swapped(int axis) => axis == axis1 ? axis2 : axis == axis2 ? axis1 : axis;
        using var order = tensor([.. Enumerable.Range(0, 2 * axes).Select(i => Swapped(i % axes) + i / axes * axes)], device: boxes.device);
        return boxes.index_select(1, order);
    }

    /// <summary>How coordinates of boxes change with an image: a voxel's face is half a voxel before its middle, which is what mappings tell of.</summary>
    internal static Affine Of(Mapping mapping)
    {
        double[] half = [.. Enumerable.Repeat(0.5, mapping.ToSource.Rank)];
        return Affine.Translation(half) * mapping.ToSource.Inverse() * Affine.Translation([.. half.Select(h => -h)]);
    }

    /// <summary>Boxes in an image that undergoes a step.</summary>
    internal static Tensor With(Tensor boxes, Values<int> spatialSize, SpatialTransform step)
        => ApplyAffineToBoxes(boxes, Of(step.Map(new(Values.From(Size(boxes, spatialSize).Select(n => (long)n)), Affine.Identity(BoxMode.Axes(boxes))))));

    /// <summary>The size of an image for each axis of its boxes.</summary>
    internal static int[] Size(Tensor boxes, Values<int> spatialSize) => [.. SpatialSize.PerAxis(spatialSize, BoxMode.Axes(boxes), "spatial_size")];
}
