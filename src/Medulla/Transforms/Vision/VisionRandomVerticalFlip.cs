using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Vision;

/// <summary>Mirrors pictures at random, top for bottom, as torchvision's RandomVerticalFlip. The affine stays; use RandFlip where anatomy is to keep its place.</summary>
/// <param name="Prob">How often a call mirrors, in [0, 1].</param>
public sealed record VisionRandomVerticalFlip([ReferenceName("p")] double Prob = 0.5) : RandomTransform<VisionRandomVerticalFlip.Drawn>(Prob)
{
    /// <summary>That the picture is to be mirrored.</summary>
    public sealed record Drawn;

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new();

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(image.Data.flip(-2));

    /// <inheritdoc/>
    protected override MetaTensor Undo(MetaTensor image, Drawn drawn) => Apply(image, drawn);
}
