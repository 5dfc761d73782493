using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Gives the parts of boxes inside a region, in its coordinates; boxes that are left less than 1 wide along some axis are dropped.</summary>
/// <inheritdoc cref="SpatialCrop" path="/param"/>
/// <exception cref="ArgumentException">The region is given in none of these ways, or counted from the end of an axis.</exception>
public sealed record SpatialCropBox(
    Values<int>? RoiCenter = null, Values<int>? RoiSize = null, Values<int>? RoiStart = null, Values<int>? RoiEnd = null, Values<Range>? RoiSlices = null)
    : BoxTransform
{
    /// <summary>For each axis, from where to where.</summary>
    public Values<Range>? RoiSlices { get; init; } = new SpatialCrop(RoiCenter, RoiSize, RoiStart, RoiEnd, RoiSlices).RoiSlices is var slices
        && !slices!.Any(slice => slice.Start.IsFromEnd || slice.End.IsFromEnd) ? slices
        : throw new ArgumentException($"SpatialCropBox: the region is {slices}; it cannot be counted from the end of an axis, as boxes do not know how long it is.");

    /// <summary>The boxes inside the region, and the labels of those that are left.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="labels">What belongs to the boxes, each [N, ...].</param>
    public (Tensor Boxes, IReadOnlyList<Tensor> Labels) Apply(Tensor boxes, IReadOnlyList<Tensor> labels)
    {
        var axes = Math.Min(BoxMode.Axes(boxes), RoiSlices!.Count);
        var (cropped, keep) = BoxConversion.SpatialCropBoxes(
            boxes, [.. RoiSlices.Take(axes).Select(slice => slice.Start.Value)], [.. RoiSlices.Take(axes).Select(slice => slice.End.Value)]);
        using (keep)
        {
            return (cropped, [.. labels.Select(label => label[keep])]);
        }
    }
}
