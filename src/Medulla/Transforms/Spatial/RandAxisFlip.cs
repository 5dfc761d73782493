using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Transforms.Spatial;

/// <summary>Reverses the image along one spatial axis, chosen at random.</summary>
/// <param name="Prob">How often a call reverses the image, in [0, 1].</param>
public sealed record RandAxisFlip(double Prob = 0.1) : RandomSpatialTransform<RandAxisFlip.Drawn>(Prob)
{
    /// <summary>The axis, not counting the channel.</summary>
    public sealed record Drawn(int Axis);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new((int)random.RandInt(image.SpatialShape.Count));

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn) => new Flip(drawn.Axis).Map(source);

    /// <summary>On a sample, the axis is drawn even where the images are then left alone.</summary>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        generators.Inner.Rand();
        var drawn = Draw(generators.Inner, first);
        return act ? drawn : null;
    }
}
