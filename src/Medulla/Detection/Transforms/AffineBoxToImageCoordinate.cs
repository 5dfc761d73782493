using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Detection.Transforms;

/// <summary>Brings boxes from millimetres in the world to voxels of an image.</summary>
/// <inheritdoc cref="BoxCoordinates" path="/param"/>
public sealed record AffineBoxToImageCoordinate(
    Values<string> BoxKeys, string BoxRefImageKeys, bool AllowMissingKeys = false, string? ImageMetaKey = null, string? ImageMetaKeyPostfix = "meta_dict",
    bool AffineLpsToRas = false) : BoxCoordinates(BoxKeys, BoxRefImageKeys, AllowMissingKeys, ImageMetaKey, ImageMetaKeyPostfix, AffineLpsToRas)
{
    private protected override Affine Direction(Affine toWorld) => toWorld.Inverse();
}
