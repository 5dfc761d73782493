using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Transforms.Spatial;

/// <summary>Turns the image by a random number of quarter turns.</summary>
/// <param name="Prob">How often a call turns the image, in [0, 1].</param>
/// <param name="MaxK">The number of turns is drawn from 1 to this.</param>
/// <param name="SpatialAxes">The two axes of the plane, not counting the channel; the first two if null.</param>
public sealed record RandRotate90(double Prob = 0.1, int MaxK = 3, Values<int>? SpatialAxes = null)
    : RandomSpatialTransform<RandRotate90.Drawn>(Prob)
{
    /// <summary>The largest number of turns.</summary>
    public int MaxK { get; init; } = Check.Positive(MaxK);

    /// <summary>The two axes of the plane.</summary>
    public Values<int>? SpatialAxes { get; init; } = new Rotate90(1, SpatialAxes).SpatialAxes;

    /// <summary>Number of quarter turns.</summary>
    public sealed record Drawn(int K);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new((int)random.RandInt(MaxK) + 1);

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn) => new Rotate90(drawn.K, SpatialAxes).Map(source);

    /// <summary>On a sample, the number of turns is drawn before the decision to act, both from the step's own generator.</summary>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var drawn = Draw(generators.Own, first);
        return generators.Own.Rand() < Prob ? drawn : null;
    }
}
