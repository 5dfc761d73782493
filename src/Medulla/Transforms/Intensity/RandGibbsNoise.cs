using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Intensity;

/// <summary>Makes Gibbs ringing of random strength; see <see cref="GibbsNoise"/>.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Alpha">The range to draw the strength from, within [0, 1]; a single number is its upper end. [0, 1] if null.</param>
/// <exception cref="ArgumentException">The range is not within [0, 1], or its ends are not in order.</exception>
public sealed record RandGibbsNoise(double Prob = 0.1, Values<double>? Alpha = null) : RandomTransform<RandGibbsNoise.Drawn>(Prob)
{
    /// <summary>The range to draw the strength from.</summary>
    public Values<double>? Alpha { get; init; } = Range(Alpha ?? 1.0);

    /// <summary>The strength.</summary>
    public sealed record Drawn(double Alpha);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(random.Uniform(Alpha![0], Alpha[1]));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new GibbsNoise(drawn.Alpha).Apply(image);

    private static Values<double> Range(Values<double> alpha)
    {
        Values<double> range = alpha.Count == 1 ? [0, alpha[0]] : alpha;
        return range is { Count: 2 } && range[0] >= 0 && range[0] <= range[1] && range[1] <= 1 ? range
            : throw new ArgumentException($"RandGibbsNoise: Alpha is {alpha}; it must be a number or an ordered pair of numbers within [0, 1].");
    }
}
