using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds a number to all intensities.</summary>
/// <param name="Offset">The number, in units of the image's intensities.</param>
/// <param name="Safe">Whether results beyond the range of an integer type are cut to it instead of wrapping around.</param>
public sealed record ShiftIntensity(double Offset, bool Safe = false) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() => Cast.To(image.Data + Offset, image.Data.dtype, Safe)));

    /// <summary>Adds a number, times a factor of each image, to keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Offset">The number, in units of the images' intensities.</param>
    /// <param name="Safe">Whether results beyond the range of an integer type are cut to it instead of wrapping around.</param>
    /// <param name="FactorKey">Name of a number in the image's metadata by which the offset is multiplied, for all keys or for each.</param>
    /// <param name="MetaKeys">Keys of dictionaries beside the images in which that number stands; the image's key with <paramref name="MetaKeyPostfix"/> if null.</param>
    /// <param name="MetaKeyPostfix">See <paramref name="MetaKeys"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, double Offset, bool Safe = false, Values<string>? FactorKey = null, Values<string>? MetaKeys = null,
        string MetaKeyPostfix = "meta_dict", bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
        {
            var factor = new MetaFactor(FactorKey, MetaKeys, MetaKeyPostfix);
            return ForEachKey(sample, (key, index) => new ShiftIntensity(Offset * factor.Of(sample, key, index), Safe).Apply(sample.Image(key)));
        }
    }
}
