using Medulla.Imaging;

namespace Medulla.Imaging.Geometry;

/// <summary>A lattice of voxels in the world.</summary>
/// <param name="Shape">Number of voxels along each spatial axis.</param>
/// <param name="Affine">Voxel index to world coordinates; its rank may differ from the number of axes, see <see cref="VoxelToWorld"/>.</param>
public sealed record Grid(Values<long> Shape, Affine Affine)
{
    /// <summary>Number of spatial axes.</summary>
    public int Rank => Shape.Count;

    /// <summary>The affine at the rank of the lattice.</summary>
    public Affine VoxelToWorld => Affine.Resize(Rank);

    /// <summary>The lattice of <paramref name="shape"/> whose voxel x lies where this one has voxel <paramref name="toSource"/>(x).</summary>
    /// <param name="shape">Number of voxels along each axis.</param>
    /// <param name="toSource">Voxel index of the new lattice to voxel index of this one.</param>
    public Grid Through(Affine toSource, Values<long> shape)
    {
        var rank = Math.Max(Affine.Rank, Rank);
        return new(shape, (Affine.Resize(rank) * toSource.Resize(rank)).Resize(Affine.Rank));
    }

    /// <summary>A lattice of the same shape; see <see cref="Through(Affine, Values{long})"/>.</summary>
    public Grid Through(Affine toSource) => Through(toSource, Shape);

    /// <summary>Resolves negative axis numbers; all axes where <paramref name="axes"/> is null.</summary>
    /// <exception cref="ArgumentException">An axis lies outside the lattice.</exception>
    public IEnumerable<int> Axes(Values<int>? axes)
        => axes is null ? Enumerable.Range(0, Rank) : axes.Select(axis =>
            axis >= -Rank && axis < Rank
                ? (axis + Rank) % Rank
                : throw new ArgumentException($"axis {axis} was asked for; an image with {Rank} spatial axes has {-Rank} to {Rank - 1}."));
}
