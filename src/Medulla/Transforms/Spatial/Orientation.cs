using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Spatial;

/// <summary>Flips and permutes axes so that they run towards given anatomical directions; no voxel is interpolated.</summary>
/// <param name="Axcodes">The direction in which the index of each axis is to grow, such as "RAS"; may be null with <paramref name="AsClosestCanonical"/>.</param>
/// <param name="AsClosestCanonical">Whether to go to "RAS" whatever <paramref name="Axcodes"/> says.</param>
/// <param name="Labels">Letters for the (beginning, end) of each world axis.</param>
/// <exception cref="ArgumentException">There is no target, or the codes are not one letter for each axis.</exception>
public sealed record Orientation(string? Axcodes = null, bool AsClosestCanonical = false, Values<Values<string>>? Labels = null) : SpatialTransform
{
    /// <summary>The target directions.</summary>
    public string? Axcodes { get; init; } = Axcodes is null && !AsClosestCanonical
        ? throw new ArgumentException("Orientation: Axcodes is null and AsClosestCanonical is false; one of them must say where to go.")
        : Axcodes;

    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var rank = source.Rank;
        var from = AxisCodes.Of(source.VoxelToWorld);
        var to = AsClosestCanonical
            ? AxisCodes.Canonical(rank)
            : AxisCodes.Parse(Axcodes!.Length >= rank ? Axcodes[..rank] : throw new ArgumentException(
                $"axcodes '{Axcodes}' name {Axcodes.Length} axes; the image has {rank} spatial axes."), Labels?.Select(l => (l[0], l[1])).ToArray());
        var toSource = AxisCodes.Transform(from, to, source.Shape);
        return new(source.Through(toSource, AxisCodes.Shape(toSource, source.Shape)), toSource, Sampling.Exact);
    }
}
