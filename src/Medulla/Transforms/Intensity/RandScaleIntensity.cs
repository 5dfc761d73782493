using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Multiplies all intensities by 1 plus a random number.</summary>
/// <param name="Factors">The range that number is drawn from.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="ChannelWise">Whether each channel gets a number of its own.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
public sealed record RandScaleIntensity(Interval Factors, double Prob = 0.1, bool ChannelWise = false, ScalarType? Dtype = ScalarType.Float32)
    : RandomTransform<RandScaleIntensity.Drawn>(Prob)
{
    /// <summary>The range, its ends in order.</summary>
    public Interval Factors { get; init; } = Factors.Ordered;

    /// <summary>One number, or one for each channel.</summary>
    public sealed record Drawn(Values<double> Factors);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(random.Uniform(Factors.Low, Factors.High, ChannelWise ? (int)image.Channels : 1));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() => PerChannel.Apply(
            image.Data, drawn.Factors, (voxels, factor) => (voxels * (1 + factor)).to_type(Dtype ?? voxels.dtype))));

    /// <summary>An image by itself takes the element type even where the draw leaves it alone.</summary>
    protected override MetaTensor Skip(MetaTensor image, bool keyed)
        => keyed || Dtype is not { } type || type == image.Data.dtype ? image : image.WithData(image.Data.to_type(type));
}
