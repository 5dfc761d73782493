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
        var from = Imaging.Geometry.Orientation.Of(source.VoxelToWorld);
        var to = AsClosestCanonical ? Imaging.Geometry.Orientation.Canonical(rank)
            : Axcodes!.Length >= rank ? Imaging.Geometry.Orientation.Parse(Axcodes[..rank], Labels is null ? null : Values.From(Labels.Select(ends => string.Concat(ends))))
            : throw new ArgumentException($"axcodes '{Axcodes}' name {Axcodes.Length} axes; the image has {rank} spatial axes.");
        var change = from.To(to);
        var toSource = change.ToSource(source.Shape);
        return new(source.Through(toSource, change.Reorder(source.Shape)), toSource, Sampling.Exact);
    }
}
