using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops around the middle; axes that are smaller already stay as they are.</summary>
/// <param name="RoiSize">Voxels along each axis, or one number for all; 0 or -1 leaves an axis as it is.</param>
public sealed record CenterSpatialCrop(Values<int> RoiSize) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var size = Values.From(SpatialSize.Resolve(RoiSize, source.Shape).Zip(source.Shape, Math.Min));
        return Mapping.Window(source, [.. size.Zip(source.Shape, (roi, own) => Start(own / 2, roi))], size);
    }

    /// <summary>First voxel of a region of <paramref name="size"/> voxels around <paramref name="center"/>, which stays inside on the low side.</summary>
    internal static long Start(long center, long size) => Math.Max(0, center - size / 2);
}
