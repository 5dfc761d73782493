using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Reconstruction.Transforms;

/// <summary>Normalizes images by the mean and deviation of another; both are added to the sample as "mean" and "std".</summary>
/// <param name="Keys">The images.</param>
/// <param name="RefKey">The image whose mean and deviation count.</param>
/// <param name="Subtrahend">What to subtract instead of the mean, one number or one for each channel.</param>
/// <param name="Divisor">What to divide by instead of the deviation.</param>
/// <param name="Nonzero">Whether only voxels other than 0 are changed.</param>
/// <param name="ChannelWise">Whether each channel has its own.</param>
/// <param name="Dtype">Element type of the result.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record ReferenceBasedNormalizeIntensity(
    Values<string> Keys, string RefKey, Tensor? Subtrahend = null, Tensor? Divisor = null, bool Nonzero = false, bool ChannelWise = false,
    ScalarType? Dtype = ScalarType.Float32, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var reference = At(RefKey, () => sample.Image(RefKey)).Data.to_type(ScalarType.Float32);
        var channels = ChannelWise ? reference.flatten(1) : reference.flatten().unsqueeze(0);
        var mean = Subtrahend ?? Shaped(channels.mean([1]));
        var std = Divisor ?? Shaped(channels.std(1, unbiased: false));
        var normalizer = new NormalizeIntensity(mean, std, Nonzero, ChannelWise, Dtype);
        return ForEachKey(sample, (key, _) => normalizer.Apply(sample.Image(key))).With("mean", Plain(mean)).With("std", Plain(std));
    }

    private Tensor Shaped(Tensor numbers) => (ChannelWise ? numbers : numbers.squeeze(0)).to_type(ScalarType.Float64);

    private static object Plain(Tensor numbers) => numbers.Dimensions == 0 ? numbers.to_type(ScalarType.Float64).item<double>() : numbers;
}
