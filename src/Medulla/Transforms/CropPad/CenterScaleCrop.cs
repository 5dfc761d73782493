using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops around the middle to a share of the image.</summary>
/// <param name="RoiScale">The share along each axis, or one for all; sizes are rounded up.</param>
public sealed record CenterScaleCrop(Values<double> RoiScale) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source) => new CenterSpatialCrop(Size(RoiScale, source.Shape, nameof(RoiScale))).Map(source);

    /// <summary>The share of a shape, rounded up.</summary>
    internal static Values<int> Size(Values<double> scale, Values<long> shape, string name)
        => Values.From(SpatialSize.PerAxis(scale, shape.Count, name).Zip(shape, (share, n) => (int)Math.Ceiling(share * n)));
}
