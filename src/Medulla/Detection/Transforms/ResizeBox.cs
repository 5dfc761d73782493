using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Moves boxes as an image is brought to another size.</summary>
/// <param name="SpatialSize">The new size along each axis, 0 or -1 for the image's own; with <see cref="SizeMode.Longest"/> the longest one.</param>
/// <param name="SizeMode">What the size says.</param>
[IgnoresUnknownArguments]
public sealed record ResizeBox(Values<int> SpatialSize, SizeMode SizeMode = SizeMode.All) : BoxTransform
{
    /// <summary>The boxes moved.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="srcSpatialSize">Voxels of the image along each axis, or one number for all.</param>
    /// <exception cref="ArgumentException">There are not as many sizes as axes.</exception>
    public Tensor Apply(Tensor boxes, Values<int> srcSpatialSize)
    {
        var size = BoxMoves.Size(boxes, srcSpatialSize);
        var wanted = SizeMode == SizeMode.Longest ? 1 : BoxMode.Axes(boxes);
        if (SpatialSize.Count != wanted)
        {
            throw new ArgumentException($"ResizeBox: SpatialSize is {SpatialSize}; {wanted} numbers are expected for boxes of {BoxMode.Axes(boxes)} axes and SizeMode {SizeMode}.");
        }
        var scale = (double)SpatialSize[0] / size.Max();
        return BoxMoves.ResizeBoxes(boxes, size, SizeMode == SizeMode.Longest
            ? Values.From(size.Select(n => (int)Math.Round(n * scale)))
            : Values.From(SpatialSize.Zip(size, (asked, own) => asked > 0 ? asked : own)));
    }
}
