using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;

namespace Medulla.Detection.Transforms;

/// <summary>Reverses images and moves their boxes, at random.</summary>
/// <param name="ImageKeys">Keys of images.</param>
/// <param name="BoxKeys">Keys of boxes.</param>
/// <param name="BoxRefImageKeys">Keys of the images that the boxes lie in, one for each key of boxes or one for all.</param>
/// <param name="Prob">How often a call acts, in [0, 1].</param>
/// <param name="SpatialAxis">Axes to reverse, not counting the channel; all of them if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record RandFlipBox(
    Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, double Prob = 0.1, Values<int>? SpatialAxis = null, bool AllowMissingKeys = false)
    : ImageBoxTransform(ImageKeys, BoxKeys, BoxRefImageKeys, AllowMissingKeys)
{
    /// <summary>How often a call acts.</summary>
    public double Prob { get; init; } = Check.Probability(Prob);

    /// <inheritdoc/>
    public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

    private protected override SpatialTransform ImageStep => new Flip(SpatialAxis);

    private protected override Sample Apply(Sample sample, Call call)
        => (call.Random ?? Generators.Unseeded(this)!).Own.Rand() < Prob ? Move(sample, call, (_, _) => ImageStep) : sample;
}
