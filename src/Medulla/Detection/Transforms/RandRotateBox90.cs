using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;

namespace Medulla.Detection.Transforms;

/// <summary>Turns images by a random number of quarter turns and moves their boxes.</summary>
/// <param name="ImageKeys">Keys of images.</param>
/// <param name="BoxKeys">Keys of boxes.</param>
/// <param name="BoxRefImageKeys">Keys of the images that the boxes lie in, one for each key of boxes or one for all.</param>
/// <param name="Prob">How often a call acts, in [0, 1].</param>
/// <param name="MaxK">The number of turns is drawn from 1 to this.</param>
/// <param name="SpatialAxes">The two axes of the plane, not counting the channel; the first two if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record RandRotateBox90(
    Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, double Prob = 0.1, int MaxK = 3, Values<int>? SpatialAxes = null,
    bool AllowMissingKeys = false) : ImageBoxTransform(ImageKeys, BoxKeys, BoxRefImageKeys, AllowMissingKeys)
{
    private readonly RandRotate90 turns = new(Prob, MaxK, SpatialAxes);

    /// <inheritdoc/>
    public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

    private protected override SpatialTransform ImageStep => new Rotate90(1, SpatialAxes);

    private protected override Sample Apply(Sample sample, Call call)
    {
        // The number of turns is drawn before the decision to act.
        var random = (call.Random ?? Generators.Unseeded(this)!).Own;
        var count = (int)random.RandInt(turns.MaxK) + 1;
        return random.Rand() < turns.Prob && count % 4 != 0 ? Move(sample, call, (_, _) => new Rotate90(count, SpatialAxes)) : sample;
    }
}
