using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds a random number to all intensities.</summary>
/// <param name="Offsets">The range to draw from, in units of the image's intensities.</param>
/// <param name="Safe">Whether results beyond the range of an integer type are cut to it instead of wrapping around.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="ChannelWise">Whether each channel gets a number of its own.</param>
public sealed record RandShiftIntensity(Interval Offsets, bool Safe = false, double Prob = 0.1, bool ChannelWise = false)
    : RandomTransform<RandShiftIntensity.Drawn>(Prob)
{
    /// <summary>The range, its ends in order.</summary>
    public Interval Offsets { get; init; } = Offsets.Ordered;

    /// <summary>One number, or one for each channel.</summary>
    public sealed record Drawn(Values<double> Offsets);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(random.Uniform(Offsets.Low, Offsets.High, ChannelWise ? (int)image.Channels : 1));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() => PerChannel.Apply(
            image.Data, drawn.Offsets, (voxels, offset) => Cast.To(voxels + offset, voxels.dtype, Safe))));

    /// <summary>Adds a random number, times a factor of each image, to keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Offsets">The range to draw from, in units of the images' intensities.</param>
    /// <param name="Safe">Whether results beyond the range of an integer type are cut to it instead of wrapping around.</param>
    /// <param name="FactorKey">Name of a number in the image's metadata by which the offset is multiplied, for all keys or for each.</param>
    /// <param name="MetaKeys">Keys of dictionaries beside the images in which that number stands; the image's key with <paramref name="MetaKeyPostfix"/> if null.</param>
    /// <param name="MetaKeyPostfix">See <paramref name="MetaKeys"/>.</param>
    /// <param name="Prob">How often a call does so, in [0, 1].</param>
    /// <param name="ChannelWise">Whether each channel gets a number of its own.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Interval Offsets, bool Safe = false, Values<string>? FactorKey = null, Values<string>? MetaKeys = null,
        string MetaKeyPostfix = "meta_dict", double Prob = 0.1, bool ChannelWise = false, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly RandShiftIntensity shifter = new(Offsets, Safe, Prob, ChannelWise);

        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => shifter.CreateKeyedGenerators(source);

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(shifter);

        private protected override Sample Apply(Sample sample, Call call)
        {
            if (Keys.FirstOrDefault(sample.ContainsKey) is not { } first)
            {
                return ForEachKey(sample, (key, _) => sample[key]);
            }
            var drawn = (Drawn?)shifter.Decide(call.Random ?? Generators.Unseeded(this)!, At(first, () => sample.Image(first)), keyed: true);
            var factor = new MetaFactor(FactorKey, MetaKeys, MetaKeyPostfix);
            return ForEachKey(sample, (key, index) => shifter.Finish(
                sample.Image(key), drawn is null ? null : new Drawn(Values.From(drawn.Offsets.Select(o => o * factor.Of(sample, key, index)))), call, keyed: true));
        }
    }
}
