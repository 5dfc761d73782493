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
}
