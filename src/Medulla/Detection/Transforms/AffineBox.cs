using Medulla.Imaging.Geometry;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Moves boxes by an affine map: gives the boxes around what it makes of their corners.</summary>
/// <param name="Affine">Coordinates of the boxes to new ones; may come with the call.</param>
public sealed record AffineBox(Affine? Affine = null) : BoxTransform
{
    /// <summary>The boxes moved.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="affine">The map; <see cref="Affine"/> if null, and if that is null too they stay as they are.</param>
    public Tensor Apply(Tensor boxes, Affine? affine = null) => (affine ?? Affine) is { } map ? BoxMoves.ApplyAffineToBoxes(boxes, map) : boxes.alias();

    private protected override object Run(Tensor boxes) => Apply(boxes);
}
