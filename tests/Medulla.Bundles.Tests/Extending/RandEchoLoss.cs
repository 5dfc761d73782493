using Medulla;
using Medulla.Randomness;
using Medulla.Transforms;

namespace Acme.Imaging;

/// <summary>Darkens one slice across the last axis, as a lost echo does.</summary>
/// <param name="Prob">How often a call changes the image, in [0, 1].</param>
/// <param name="Least">The least share of the intensity that is left, in [0, 1].</param>
public sealed record RandEchoLoss(double Prob = 0.1, double Least = 0.2) : RandomTransform<RandEchoLoss.Drawn>(Prob)
{
    public double Least { get; init; } = Check.Probability(Least);

    public sealed record Drawn(long Slice, double Share);

    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(random.RandInt(image.SpatialShape[^1]), random.Uniform(Least, 1));

    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
    {
        var voxels = image.Data.clone();
        voxels.select(-1, drawn.Slice).mul_(drawn.Share);
        return image.WithData(voxels);
    }
}
