using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds a random multiple of the standard deviation to the intensities; see <see cref="StdShiftIntensity"/>.</summary>
/// <param name="Factors">The range of the multiple.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Nonzero">Whether voxels that are 0 are left out and left alone.</param>
/// <param name="ChannelWise">Whether each channel has its own deviation.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
public sealed record RandStdShiftIntensity(
    Interval Factors, double Prob = 0.1, bool Nonzero = false, bool ChannelWise = false, ScalarType? Dtype = ScalarType.Float32)
    : RandomTransform<RandStdShiftIntensity.Drawn>(Prob)
{
    /// <summary>The range, its ends in order.</summary>
    public Interval Factors { get; init; } = Factors.Ordered;

    /// <summary>The multiple.</summary>
    public sealed record Drawn(double Factor);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(random.Uniform(Factors.Low, Factors.High));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new StdShiftIntensity(drawn.Factor, Nonzero, ChannelWise, Dtype).Apply(image);

    /// <summary>An image by itself takes the element type even where the draw leaves it alone.</summary>
    protected override MetaTensor Skip(MetaTensor image, bool keyed) => keyed || Dtype is not { } type ? image : image.WithData(image.Data.to_type(type));
}
