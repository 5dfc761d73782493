using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Multiplies intensities by 1 plus a random factor, about their mean; see <see cref="ScaleIntensityFixedMean"/>.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Factors">The range of the factor.</param>
/// <param name="FixedMean">Whether the mean stays.</param>
/// <param name="PreserveRange">Whether values beyond the image's own range are cut to it.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
public sealed record RandScaleIntensityFixedMean(
    double Prob = 0.1, Interval Factors = default, bool FixedMean = true, bool PreserveRange = false, ScalarType? Dtype = ScalarType.Float32)
    : RandomTransform<RandScaleIntensityFixedMean.Drawn>(Prob)
{
    /// <summary>The range, its ends in order.</summary>
    public Interval Factors { get; init; } = Factors.Ordered;

    /// <summary>The factor.</summary>
    public sealed record Drawn(double Factor);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(random.Uniform(Factors.Low, Factors.High));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new ScaleIntensityFixedMean(drawn.Factor, PreserveRange, FixedMean, false, Dtype).Apply(image);

    /// <summary>An image by itself takes the element type even where the draw leaves it alone.</summary>
    protected override MetaTensor Skip(MetaTensor image, bool keyed) => keyed || Dtype is not { } type ? image : image.WithData(image.Data.to_type(type));
}
