using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds Rician noise, as magnitude images of MRI have it. Gudbjartsson and Patz, The Rician distribution of noisy MRI data (1995). Each key of a sample gets noise of its own.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Mean">Mean of the noise in both parts of the signal; one for each channel with <paramref name="ChannelWise"/>. 0 if null.</param>
/// <param name="Std">Its standard deviation, or the upper bound of it with <paramref name="SampleStd"/>; 1 if null.</param>
/// <param name="ChannelWise">Whether each channel has its own parameters.</param>
/// <param name="Relative">Whether the deviation is in units of the image's, or channel's, own.</param>
/// <param name="SampleStd">Whether each call draws its deviation from [0, <paramref name="Std"/>).</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <exception cref="ArgumentException">On a call, several parameters are given but not channel-wise, or not as many as channels.</exception>
public sealed record RandRicianNoise(
    double Prob = 0.1, Values<double>? Mean = null, Values<double>? Std = null, bool ChannelWise = false, bool Relative = false, bool SampleStd = true,
    ScalarType? Dtype = ScalarType.Float32) : RandomTransform<RandRicianNoise.Drawn>(Prob)
{
    /// <summary>The noise in the real and in the imaginary part, [C, spatial...] each.</summary>
    public sealed record Drawn(Tensor Real, Tensor Imaginary);

    internal override bool DrawsPerKey => true;

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var (mean, std) = (Mean ?? 0, Std ?? 1);
        if (mean.Count != 1 && (!ChannelWise || mean.Count != image.Channels) || std.Count != 1 && (!ChannelWise || std.Count != image.Channels))
        {
            throw new ArgumentException($"RandRicianNoise: mean is {mean} and std {std}; one number is expected{(ChannelWise ? $", or {image.Channels} (one a channel)" : "; set channel_wise for more")}.");
        }
        if (!ChannelWise)
        {
            var (real, imaginary) = Noise(random, image.Data, mean[0], std[0]);
            return new(real, imaginary);
        }
        using var scope = NewDisposeScope();
        var parts = image.Data.unbind(0).Select((channel, i) => Noise(random, channel, mean.Cyclic(i), std.Cyclic(i))).ToList();
        return new(stack(parts.Select(part => part.Real)).MoveToOuterDisposeScope(), stack(parts.Select(part => part.Imaginary)).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var typed = image.Data.to_type(Dtype ?? image.Data.dtype);
            return typed.add(drawn.Real.to(typed)).pow_(2).add_(drawn.Imaginary.to(typed).square()).sqrt_();
        }));

    /// <summary>An image by itself takes the element type even where the draw leaves it alone.</summary>
    protected override MetaTensor Skip(MetaTensor image, bool keyed) => keyed || Dtype is not { } type ? image : image.WithData(image.Data.to_type(type));

    private (Tensor Real, Tensor Imaginary) Noise(RandomState random, Tensor values, double mean, double std)
    {
        var type = (Dtype ?? values.dtype) == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        if (Relative)
        {
            using var scope = NewDisposeScope();
            std *= values.to_type(ScalarType.Float64).std().item<double>();
        }
        std = SampleStd ? random.Uniform(0, std) : std;
        return (random.Normal(mean, std, values.shape, type), random.Normal(mean, std, values.shape, type));
    }
}
