using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops a region that is given by its middle and size, by its ends, or by slices; what lies beyond the image is left out.</summary>
/// <param name="RoiCenter">The middle, along each axis; with <paramref name="RoiSize"/>.</param>
/// <param name="RoiSize">Voxels along each axis.</param>
/// <param name="RoiStart">The first voxel, along each axis; with <paramref name="RoiEnd"/>.</param>
/// <param name="RoiEnd">The end (exclusive), along each axis.</param>
/// <param name="RoiSlices">For each axis, from where to where; either end may count from the end of the axis.</param>
/// <exception cref="ArgumentException">The region is given in none of these ways.</exception>
public sealed record SpatialCrop(
    Values<int>? RoiCenter = null, Values<int>? RoiSize = null, Values<int>? RoiStart = null, Values<int>? RoiEnd = null, Values<Range>? RoiSlices = null)
    : SpatialTransform
{
    /// <summary>For each axis, from where to where.</summary>
    public Values<Range>? RoiSlices { get; init; } = RoiSlices is { Count: > 0 } ? RoiSlices
        : RoiCenter is not null && RoiSize is not null ? Around(RoiCenter, RoiSize)
        : RoiStart is not null && RoiEnd is not null ? Between(RoiStart, RoiEnd)
        : throw new ArgumentException("SpatialCrop: a region is given by roi_center and roi_size, by roi_start and roi_end, or by roi_slices; none of these is whole.");

    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var (start, end) = (new long[source.Rank], source.Shape.ToArray());
        for (var axis = 0; axis < Math.Min(RoiSlices!.Count, source.Rank); axis++)
        {
            start[axis] = Position(RoiSlices[axis].Start, source.Shape[axis]);
            end[axis] = Math.Max(start[axis], Position(RoiSlices[axis].End, source.Shape[axis]));
        }
        return Mapping.Window(source, start, Values.From(start.Zip(end, (a, b) => b - a)));
    }

    /// <summary>A position inside the axis or at its end.</summary>
    private static long Position(Index index, long length)
        => Math.Clamp(index.IsFromEnd ? length - index.Value : index.Value, 0, length);

    private static Values<Range> Around(Values<int> center, Values<int> size)
        => Values.From(Enumerable.Range(0, Math.Max(center.Count, size.Count)).Select(axis =>
            Math.Max(0, center.Cyclic(axis) - (int)Math.Floor(size.Cyclic(axis) / 2.0)) is var start ? start..Math.Max(start, start + size.Cyclic(axis)) : default));

    private static Values<Range> Between(Values<int> start, Values<int> end)
        => Values.From(Enumerable.Range(0, Math.Max(start.Count, end.Count)).Select(axis =>
            Math.Max(0, start.Cyclic(axis)) is var first ? first..Math.Max(first, end.Cyclic(axis)) : default));
}
