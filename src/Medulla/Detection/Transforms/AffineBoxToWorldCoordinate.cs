using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Detection.Transforms;

/// <summary>Brings boxes from voxels of an image to millimetres in the world.</summary>
/// <inheritdoc cref="BoxCoordinates" path="/param"/>
public sealed record AffineBoxToWorldCoordinate(
    Values<string> BoxKeys, string BoxRefImageKeys, bool AllowMissingKeys = false, string? ImageMetaKey = null, string? ImageMetaKeyPostfix = "meta_dict",
    bool AffineLpsToRas = false) : BoxCoordinates(BoxKeys, BoxRefImageKeys, AllowMissingKeys, ImageMetaKey, ImageMetaKeyPostfix, AffineLpsToRas)
{
    private protected override Affine Direction(Affine toWorld) => toWorld;
}
