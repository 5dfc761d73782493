using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Spatial;

/// <summary>Reverses the image along spatial axes; anatomy keeps its place in the world.</summary>
/// <param name="SpatialAxis">Axes to reverse, not counting the channel; all of them if null.</param>
public sealed record Flip(Values<int>? SpatialAxis = null) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var reversed = source.Axes(SpatialAxis).ToHashSet();
        var toSource = Affine.Create(source.Rank, (row, column) =>
            column == source.Rank ? (reversed.Contains(row) ? source.Shape[row] - 1 : 0)
            : row != column ? 0
            : reversed.Contains(row) ? -1 : 1);
        return new(source.Through(toSource), toSource, Sampling.Exact);
    }
}
