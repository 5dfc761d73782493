using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Adds a border of given width.</summary>
/// <param name="SpatialBorder">Voxels to add: one number for all sides, one for both sides of each axis, or (before, after) for each axis in turn. Negative ones count as 0.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
/// <param name="ConstantValues">
/// Instead of <paramref name="Value"/>: one value for all, or (before, after) first for channels, which counts for nothing, then for each axis.
/// </param>
public sealed record BorderPad(
    Values<int> SpatialBorder, [property: PerKey] PadMode Mode = PadMode.Constant,
    double Value = 0, Values<Values<double>>? ConstantValues = null) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var rank = source.Rank;
        if (SpatialBorder.Count != 1 && SpatialBorder.Count != rank && SpatialBorder.Count != 2 * rank)
        {
            throw new ArgumentException($"spatial_border is {SpatialBorder}; an image with {rank} spatial axes takes 1, {rank} or {2 * rank} numbers.");
        }
        long Side(int axis, int side) => Math.Max(0, SpatialBorder.Count == 2 * rank && rank > 0 ? SpatialBorder[2 * axis + side] : SpatialBorder.Cyclic(axis));
        var shape = Values.From(source.Shape.Select((n, axis) => n + Side(axis, 0) + Side(axis, 1)));
        return Mapping.Window(source, [.. Enumerable.Range(0, rank).Select(axis => -Side(axis, 0))], shape, Sampling.Constant(Mode, Value, ConstantValues));
    }
}
