using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Intensity;

/// <summary>Raises intensities to a random power; see <see cref="AdjustContrast"/>.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Gamma">The range of the power; a single number, above 0.5, is its upper end, the lower being 0.5. 0.5 to 4.5 if null.</param>
/// <param name="InvertImage">Whether that is done to the negative.</param>
/// <param name="RetainStats">Whether mean and standard deviation stay.</param>
/// <exception cref="ArgumentException">The range is something else.</exception>
public sealed record RandAdjustContrast(double Prob = 0.1, Values<double>? Gamma = null, bool InvertImage = false, bool RetainStats = false)
    : RandomTransform<RandAdjustContrast.Drawn>(Prob)
{
    /// <summary>The range of the power, its ends in order.</summary>
    public Values<double>? Gamma { get; init; } = Gamma switch
    {
        null => [0.5, 4.5],
        [> 0.5 and var high] => [0.5, high],
        [var a, var b] => [Math.Min(a, b), Math.Max(a, b)],
        _ => throw new ArgumentException($"RandAdjustContrast: gamma is {Gamma}; a number above 0.5, or two, are expected."),
    };

    /// <summary>The power.</summary>
    public sealed record Drawn(double Gamma);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(random.Uniform(Gamma![0], Gamma[1]));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new AdjustContrast(drawn.Gamma, InvertImage, RetainStats).Apply(image);
}
