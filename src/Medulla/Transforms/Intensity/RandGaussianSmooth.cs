using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Intensity;

/// <summary>Smooths by a gaussian of random width along each axis.</summary>
/// <param name="SigmaX">Range of the standard deviation along the first axis, voxels; 0.25 to 1.5 if null.</param>
/// <param name="SigmaY">Along the second axis.</param>
/// <param name="SigmaZ">Along the third axis.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Approx">How the gaussian is put on the grid.</param>
public sealed record RandGaussianSmooth(
    Interval? SigmaX = null, Interval? SigmaY = null, Interval? SigmaZ = null, double Prob = 0.1, GaussianApproximation Approx = GaussianApproximation.Erf)
    : RandomTransform<RandGaussianSmooth.Drawn>(Prob)
{
    private static readonly Interval Usual = new(0.25, 1.5);

    /// <summary>Standard deviations for three axes, voxels.</summary>
    public sealed record Drawn(Values<double> Sigma);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(Values.From(new[] { SigmaX, SigmaY, SigmaZ }.Select(range => random.Uniform((range ?? Usual).Low, (range ?? Usual).High))));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new GaussianSmooth(AxisSigmas.Of(drawn.Sigma, image), Approx).Apply(image);
}
