using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.CropPad;

/// <summary>Several crops of keys of a sample, at the same places in all of them; one sample becomes several.</summary>
/// <param name="Keys">Keys to crop.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public abstract record KeyedRandomCrops(Values<string> Keys, bool AllowMissingKeys) : SampleTransform(Keys, AllowMissingKeys)
{
    /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
    public bool Lazy { get; init; }

    /// <inheritdoc/>
    public override Generators? CreateGenerators(Func<RandomState> source) => new(source(), source());

    /// <summary>What crops each key.</summary>
    private protected abstract RandomCrops Cropper { get; }

    /// <summary>Keys that are used up.</summary>
    private protected virtual IEnumerable<string> UsedKeys => [];

    /// <summary>Draws the regions for a sample.</summary>
    private protected abstract Values<RandomCrops.Drawn> Draw(RandomState random, Sample sample);

    private protected override object? Run(Sample sample, Call call)
    {
        var drawn = Draw((call.Random ?? Generators.Unseeded(this)!).Inner, sample);
        var rest = UsedKeys.Aggregate(sample, (s, key) => s.Without(key));
        return drawn.Select(one => (object?)ForEachKey(rest, (key, _) => Cropper.Crop(sample.Image(key), one, call.Lazy ?? Lazy))).ToList();
    }
}
