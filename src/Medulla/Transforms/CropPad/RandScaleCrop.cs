using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops a share of the image at a random place or in the middle; see <see cref="RandSpatialCrop"/>.</summary>
/// <param name="RoiScale">The share along each axis, or the smallest one with <paramref name="RandomSize"/>; sizes are rounded up.</param>
/// <param name="MaxRoiScale">The largest share with <paramref name="RandomSize"/>; the whole image if null.</param>
/// <param name="RandomCenter">Whether the place is random; the middle otherwise.</param>
/// <param name="RandomSize">Whether the size is random.</param>
public sealed record RandScaleCrop(Values<double> RoiScale, Values<double>? MaxRoiScale = null, bool RandomCenter = true, bool RandomSize = false)
    : RandomSpatialTransform<RandSpatialCrop.Drawn>(prob: 1)
{
    /// <inheritdoc/>
    public override RandSpatialCrop.Drawn Draw(RandomState random, MetaTensor image) => For(image.SpatialShape).Draw(random, image);

    /// <inheritdoc/>
    public override Mapping Map(Grid source, RandSpatialCrop.Drawn drawn) => For(source.Shape).Map(source, drawn);

    /// <inheritdoc/>
    protected override RandSpatialCrop.Drawn? DrawOrSkip(Generators generators, MetaTensor image) => Draw(generators.Own, image);

    /// <inheritdoc/>
    protected override RandSpatialCrop.Drawn? DrawKeyed(Generators generators, MetaTensor first) => Draw(generators.Inner, first);

    private RandSpatialCrop For(Values<long> shape) => new(
        CenterScaleCrop.Size(RoiScale, shape, nameof(RoiScale)), MaxRoiScale is null ? null : CenterScaleCrop.Size(MaxRoiScale, shape, nameof(MaxRoiScale)),
        RandomCenter, RandomSize);
}
