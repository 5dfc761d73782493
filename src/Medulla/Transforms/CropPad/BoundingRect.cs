using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>The bounding box of the foreground of each channel.</summary>
/// <param name="SelectFn">Which voxels are foreground; those above 0 if null.</param>
public sealed record BoundingRect(Func<Tensor, Tensor>? SelectFn = null) : ITransform
{
    /// <summary>The boxes.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <returns>[C, 2 * axes], int64: for each axis the first voxel and the end (exclusive); zeros where there is no foreground.</returns>
    public Tensor Apply(Tensor image) => TensorMemory.Scoped(() => stack(Enumerable.Range(0, (int)image.shape[0]).Select(channel =>
    {
        var (start, end) = OfForeground(image, SelectFn, channel);
        return tensor(start.Zip(end).SelectMany(pair => new[] { pair.First, pair.Second }).ToArray());
    })));

    object? ITransform.Run(object? item, Call call) => Apply(Item.Image(item, this).Data);

    /// <summary>The bounding box of the foreground of all channels together.</summary>
    /// <param name="img">[C, spatial...].</param>
    /// <param name="selectFn">Which voxels are foreground; those above 0 if null.</param>
    /// <param name="channelIndices">Channels to look at; all if null.</param>
    /// <param name="margin">Voxels to add around the box, at each end of each axis.</param>
    /// <param name="allowSmaller">Whether the box ends with the image.</param>
    /// <returns>The first voxel and the end (exclusive), along each axis; zeros where there is no foreground.</returns>
    /// <exception cref="ArgumentException">A margin is negative.</exception>
    [ReferenceName("generate_spatial_bounding_box")]
    public static (Values<long> Start, Values<long> End) OfForeground(
        Tensor img, Func<Tensor, Tensor>? selectFn = null, Values<int>? channelIndices = null, Values<int>? margin = null, bool allowSmaller = false)
    {
        var (start, size) = new CropForeground(selectFn, channelIndices, margin, allowSmaller).BoxOf(new MetaTensor(img));
        return (start, Values.From(start.Zip(size, (a, b) => a + b)));
    }

    /// <summary>The boxes of keys of a sample, under new keys.</summary>
    /// <param name="Keys">The images.</param>
    /// <param name="BboxKeyPostfix">What comes behind the key and "_" to name the boxes.</param>
    /// <param name="SelectFn">Which voxels are foreground; those above 0 if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, string BboxKeyPostfix = "bbox", Func<Tensor, Tensor>? SelectFn = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) =>
            {
                var name = $"{key}_{BboxKeyPostfix}";
                return result.ContainsKey(name) ? throw new ArgumentException($"BoundingRect: the sample has the key '{name}' already; choose another bbox_key_postfix.")
                    : result.With(name, At(key, () => new BoundingRect(SelectFn).Apply(sample.Image(key).Data)));
            });
    }
}
