using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Coordinates of voxels after a rotation, shear, translation and scaling about the middle; for resampling by hand with <see cref="Resample"/>.</summary>
/// <param name="RotateParams">Radians: one angle in 2-D; about the first, second and third axis in 3-D.</param>
/// <param name="ShearParams">Two coefficients in 2-D (x by y, y by x), six in 3-D.</param>
/// <param name="TranslateParams">Voxels, for each axis.</param>
/// <param name="ScaleParams">Factors, for each axis.</param>
/// <param name="Dtype">Element type of the grid, one of floating point; that of a given grid if null.</param>
/// <param name="AlignCorners">Whether the result ends at the centres of its outer voxels rather than at their faces.</param>
/// <param name="Affine">The whole map instead of the parameters.</param>
public sealed record AffineGrid(
    Values<double>? RotateParams = null, Values<double>? ShearParams = null, Values<double>? TranslateParams = null, Values<double>? ScaleParams = null,
    ScalarType? Dtype = ScalarType.Float32, bool AlignCorners = false, Affine? Affine = null)
{
    /// <summary>Whether no grid is wanted, the matrix alone.</summary>
    public bool Lazy { get; init; }

    /// <summary>The grid and the matrix.</summary>
    /// <param name="spatialSize">Voxels along each axis; a new grid around the middle is made.</param>
    /// <param name="grid">Coordinates to transform instead, [axes + 1, spatial...], the last row ones.</param>
    /// <param name="lazy">Overrides <see cref="Lazy"/>.</param>
    /// <returns>The grid [axes + 1, spatial...], null if lazy, and the matrix [axes + 1, axes + 1].</returns>
    /// <exception cref="ArgumentException">There is neither a size nor a grid.</exception>
    public (MetaTensor? Grid, Tensor Affine) Apply(Values<int>? spatialSize = null, MetaTensor? grid = null, bool? lazy = null)
    {
        if (grid is null && spatialSize is null)
        {
            throw new ArgumentException("AffineGrid: there is neither a size nor a grid; one of them must say where the points are.");
        }
        if (lazy ?? Lazy)
        {
            return (null, AffineMatrices.Tensor(Motion(spatialSize?.Count ?? (int)grid!.Data.Dimensions - 1)));
        }
        var dtype = Dtype is null or ScalarType.Float16 or ScalarType.Float64 ? Dtype ?? grid?.Data.dtype ?? ScalarType.Float64 : ScalarType.Float32;
        using var scope = NewDisposeScope();
        var points = grid?.Data.to_type(dtype) ?? SamplingGrids.CreateGrid(Values.From(spatialSize!.Select(n => (double)n)), dtype: dtype);
        var axes = (int)points.Dimensions - 1;
        var motion = Motion(axes);
        var shape = points.shape;
        var whole = !AlignCorners ? motion
            : motion * Affine.Scaling([.. shape.Skip(1).Select(n => Math.Max(n, 2) is var d ? d / (d - 1.0) : 1)]);
        var moved = AffineMatrices.Tensor(whole).to(dtype, points.device).matmul(points.reshape(shape[0], -1)).reshape(shape);
        moved = moved.MoveToOuterDisposeScope();
        return (grid?.WithData(moved) ?? new(moved), AffineMatrices.Tensor(motion).to(dtype, points.device).MoveToOuterDisposeScope());
    }

    private Affine Motion(int rank)
        => Affine?.Resize(rank) ?? AffineParameters.Compose(rank, RotateParams ?? [], ShearParams ?? [], TranslateParams ?? [], ScaleParams ?? []);
}
