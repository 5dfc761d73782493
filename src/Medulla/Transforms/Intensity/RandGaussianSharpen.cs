using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Intensity;

/// <summary>Sharpens as <see cref="GaussianSharpen"/>, by gaussians of random widths.</summary>
/// <param name="Sigma1X">Range of the first gaussian's standard deviation along the first axis, voxels; 0.5 to 1 if null.</param>
/// <param name="Sigma1Y">Along the second axis.</param>
/// <param name="Sigma1Z">Along the third axis.</param>
/// <param name="Sigma2X">Range of the second gaussian's; a single number is its lower end, the first gaussian's the upper. 0.5 if null.</param>
/// <param name="Sigma2Y">Along the second axis.</param>
/// <param name="Sigma2Z">Along the third axis.</param>
/// <param name="Alpha">Range of how many times the difference is added; 10 to 30 if null.</param>
/// <param name="Approx">How the gaussians are put on the grid.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
public sealed record RandGaussianSharpen(
    Interval? Sigma1X = null, Interval? Sigma1Y = null, Interval? Sigma1Z = null, Values<double>? Sigma2X = null, Values<double>? Sigma2Y = null,
    Values<double>? Sigma2Z = null, Interval? Alpha = null, GaussianApproximation Approx = GaussianApproximation.Erf, double Prob = 0.1)
    : RandomTransform<RandGaussianSharpen.Drawn>(Prob)
{
    private static readonly Interval Usual = new(0.5, 1);

    /// <summary>Standard deviations of both gaussians for three axes, voxels, and how many times the difference is added.</summary>
    public sealed record Drawn(Values<double> Sigma1, Values<double> Sigma2, double Alpha);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var first = new[] { Sigma1X, Sigma1Y, Sigma1Z }.Select(range => random.Uniform((range ?? Usual).Low, (range ?? Usual).High)).ToArray();
        var second = new[] { Sigma2X, Sigma2Y, Sigma2Z }.Select((ends, axis) => (ends ?? 0.5) switch
        {
            [var low] => random.Uniform(low, first[axis]),
            [var low, var high] => random.Uniform(low, high),
            var other => throw new ArgumentException($"RandGaussianSharpen: sigma2 is {other}; a number or a range is expected."),
        }).ToArray();
        var alpha = Alpha ?? new(10, 30);
        return new(first, second, random.Uniform(alpha.Low, alpha.High));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => new GaussianSharpen(AxisSigmas.Of(drawn.Sigma1, image), AxisSigmas.Of(drawn.Sigma2, image), drawn.Alpha, Approx).Apply(image);
}
