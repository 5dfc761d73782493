using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.CropPad;

/// <summary>Several regions as of <see cref="RandSpatialCrop"/>; one image becomes several.</summary>
/// <param name="RoiSize">Size of the regions, or their smallest size with <paramref name="RandomSize"/>; 0 or -1 for the image's own.</param>
/// <param name="NumSamples">Number of regions.</param>
/// <param name="MaxRoiSize">Largest size with <paramref name="RandomSize"/>; the image's own if null.</param>
/// <param name="RandomCenter">Whether the place is random; the middle otherwise.</param>
/// <param name="RandomSize">Whether the size is random.</param>
public sealed record RandSpatialCropSamples(
    Values<int> RoiSize, int NumSamples, Values<int>? MaxRoiSize = null, bool RandomCenter = true, bool RandomSize = false) : ITransform
{
    /// <summary>Number of regions.</summary>
    public int NumSamples { get; init; } = Check.Positive(NumSamples);

    /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
    public bool Lazy { get; init; }

    private RandSpatialCrop Cropper => new(RoiSize, MaxRoiSize, RandomCenter, RandomSize) { Lazy = Lazy };

    /// <summary>The regions of an image.</summary>
    public IReadOnlyList<MetaTensor> Apply(MetaTensor image, RandomState random) => Crop(image, new(new(random)));

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source());

    object? ITransform.Run(object? item, Call call)
        => Crop(Item.Image(item, this), call.Random is null ? call with { Random = Generators.Unseeded(this) } : call).ToList<object?>();

    private List<MetaTensor> Crop(MetaTensor image, Call call)
    {
        ITransform cropper = Cropper;
        return [.. Enumerable.Range(0, NumSamples).Select(_ => (MetaTensor)cropper.Run(image, call)!)];
    }

    /// <summary>Crops keys of a sample, at the same places in all of them; one sample becomes several.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="RoiSize">See <see cref="RandSpatialCropSamples"/>.</param>
    /// <param name="NumSamples">Number of regions.</param>
    /// <param name="MaxRoiSize">See <see cref="RandSpatialCropSamples"/>.</param>
    /// <param name="RandomCenter">Whether the place is random.</param>
    /// <param name="RandomSize">Whether the size is random.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<int> RoiSize, int NumSamples, Values<int>? MaxRoiSize = null, bool RandomCenter = true, bool RandomSize = false,
        bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly RandSpatialCropSamples cropper = new(RoiSize, NumSamples, MaxRoiSize, RandomCenter, RandomSize);

        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool Lazy { get; init; }

        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

        private protected override object? Run(Sample sample, Call call)
        {
            var random = (call.Random ?? Generators.Unseeded(this)!).Own;
            var results = Enumerable.Repeat(sample, NumSamples).ToArray();

            // Each key starts from one and the same seed.
            var seed = random.NextUInt32();
            foreach (var key in Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)))
            {
                var crops = At(key, () => (cropper with { Lazy = call.Lazy ?? Lazy }).Apply(sample.Image(key), new RandomState(seed)));
                for (var i = 0; i < NumSamples; i++)
                {
                    results[i] = results[i].With(key, crops[i]);
                }
            }
            return results.ToList<object?>();
        }
    }
}
