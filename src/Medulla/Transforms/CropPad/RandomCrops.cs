using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops several regions of one size out of an image, around voxels that are drawn; one image becomes several.</summary>
/// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own. What would reach beyond the image is left out.</param>
/// <param name="NumSamples">Number of regions.</param>
public abstract record RandomCrops(Values<int> SpatialSize, int NumSamples) : IImageTransform
{
    /// <summary>Number of regions.</summary>
    public int NumSamples { get; init; } = Check.Positive(NumSamples);

    /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
    public bool Lazy { get; init; }

    /// <summary>The middle of one region, and its number.</summary>
    public sealed record Drawn(Values<long> Center, int Index);

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source());

    object? ITransform.Run(object? item, Call call)
    {
        var image = Item.Image(item, this);
        return Crop(image, Draw((call.Random ?? Generators.Unseeded(this)!).Own, image), call.Lazy ?? Lazy).ToList<object?>();
    }

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => image;

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => Crop(image, (Drawn)operation.Drawn!, Lazy);

    /// <summary>Draws the regions of an image with what the transform itself knows.</summary>
    private protected abstract Values<Drawn> Draw(RandomState random, MetaTensor image);

    /// <summary>Numbers the regions.</summary>
    private protected static Values<Drawn> Numbered(IEnumerable<Values<long>> centers) => Values.From(centers.Select((center, index) => new Drawn(center, index)));

    /// <summary>The regions of an image.</summary>
    internal List<MetaTensor> Crop(MetaTensor image, Values<Drawn> drawn, bool lazy) => [.. drawn.Select(one => Crop(image, one, lazy))];

    /// <summary>One region of an image.</summary>
    internal MetaTensor Crop(MetaTensor image, Drawn drawn, bool lazy)
    {
        var shape = image.SpatialShape;
        var size = Transforms.SpatialSize.Resolve(SpatialSize, shape);
        var start = drawn.Center.Zip(size, CenterSpatialCrop.Start).Select(first => Math.Max(0, first)).ToArray();
        var window = Mapping.Window(image.Grid, start, Values.From(Enumerable.Range(0, start.Length).Select(i => Math.Min(size[i], shape[i] - start[i]))));
        return image.Resample(window, lazy).Push(new(this, image.Grid, window, drawn));
    }
}
