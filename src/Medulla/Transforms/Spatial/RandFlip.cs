using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Transforms.Spatial;

/// <summary>Reverses the image along spatial axes, at random.</summary>
/// <param name="Prob">How often a call reverses the image, in [0, 1].</param>
/// <param name="SpatialAxis">Axes to reverse, not counting the channel; all of them if null.</param>
public sealed record RandFlip(double Prob = 0.1, Values<int>? SpatialAxis = null) : RandomSpatialTransform<RandFlip.Drawn>(Prob)
{
    /// <summary>Nothing beyond the decision to act.</summary>
    public sealed record Drawn;

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new();

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn) => new Flip(SpatialAxis).Map(source);

    /// <inheritdoc/>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first) => DrawOrSkip(generators, first);
}
