using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops a region of given or random size at a random place or in the middle. Axes that are smaller than the region stay as they are.</summary>
/// <param name="RoiSize">Size of the region, or its smallest size with <paramref name="RandomSize"/>; 0 or -1 for the image's own.</param>
/// <param name="MaxRoiSize">Largest size with <paramref name="RandomSize"/>; the image's own if null.</param>
/// <param name="RandomCenter">Whether the place is random; the middle otherwise.</param>
/// <param name="RandomSize">Whether the size is random.</param>
public sealed record RandSpatialCrop(Values<int> RoiSize, Values<int>? MaxRoiSize = null, bool RandomCenter = true, bool RandomSize = false)
    : RandomSpatialTransform<RandSpatialCrop.Drawn>(prob: 1)
{
    /// <summary>The region's first voxel and size; the place is null for the middle of whatever image comes.</summary>
    public sealed record Drawn(Values<long>? Start, Values<long> Size);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var shape = image.SpatialShape;
        var size = SpatialSize.Resolve(RoiSize, shape);
        if (RandomSize)
        {
            var largest = SpatialSize.Resolve(MaxRoiSize, shape);
            if (size.Zip(largest).Any(pair => pair.First > pair.Second))
            {
                throw new ArgumentException($"the smallest region {size} is larger than the largest {largest}.");
            }
            size = Values.From(size.Zip(largest, (low, high) => random.RandInt(low, high + 1)));
        }
        if (!RandomCenter)
        {
            return new(null, size);
        }
        size = Values.From(size.Zip(shape, Math.Min));
        return new(Values.From(shape.Zip(size, (own, roi) => own > roi ? random.RandInt(0, own - roi + 1) : 0)), size);
    }

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn)
        => drawn.Start is null
            ? new CenterSpatialCrop(Values.From(drawn.Size.Select(n => (int)n))).Map(source)
            : Mapping.Window(source, drawn.Start, drawn.Size);

    /// <inheritdoc/>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image) => Draw(generators.Own, image);

    /// <inheritdoc/>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first) => Draw(generators.Inner, first);
}
