using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Brings the image to a size: axes that are larger are cropped around the middle, smaller ones padded.</summary>
/// <param name="SpatialSize">Voxels along each axis, or one number for all; 0 or -1 leaves an axis as it is.</param>
/// <param name="Method">On which sides to pad.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
public sealed record ResizeWithPadOrCrop(
    Values<int> SpatialSize, PadMethod Method = PadMethod.Symmetric, [property: PerKey] PadMode Mode = PadMode.Constant,
    [property: ReferenceName("value", "constant_values")] double Value = 0) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        // Each axis is either cropped or padded, so both are one window, and voxels outside it are never padding.
        var crop = new CenterSpatialCrop(SpatialSize).Map(source);
        var pad = new SpatialPad(SpatialSize, Method, Mode, Value).Map(crop.Target);
        return crop.Then(pad)!;
    }
}
