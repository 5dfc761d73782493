using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms.Spatial;

/// <summary>Resamples the image to given voxel sizes.</summary>
/// <param name="Pixdim">Voxel size along each axis in millimetres; the last one stands for further axes, 0 or less keeps an axis' own size.</param>
/// <param name="Diagonal">Whether the result is to lie along the world axes; otherwise it keeps the image's directions.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="AlignCorners">Whether source and result end at the centres of their outer voxels rather than at their faces; see <see cref="Sampling"/>.</param>
/// <param name="ScaleExtent">Whether the faces of the image are kept in place; otherwise the centres of its outer voxels are.</param>
/// <param name="RecomputeAffine">Whether the affine is computed from the whole-numbered shapes instead of the voxel sizes.</param>
/// <param name="MinPixdim">Voxel sizes from here up to <paramref name="MaxPixdim"/> are kept; NaN or null for <paramref name="Pixdim"/> itself.</param>
/// <param name="MaxPixdim">See <paramref name="MinPixdim"/>.</param>
/// <exception cref="ArgumentException">A smallest size is negative or above its largest.</exception>
public sealed record Spacing(
    Values<double> Pixdim, [property: PerKey] bool Diagonal = false, [property: PerKey] Interpolation Mode = Interpolation.Linear,
    [property: PerKey] PadMode PaddingMode = PadMode.Edge, [property: PerKey] bool AlignCorners = false,
    [property: PerKey] bool ScaleExtent = false, [property: PerKey] bool RecomputeAffine = false,
    Values<double?>? MinPixdim = null, Values<double?>? MaxPixdim = null) : SpatialTransform
{
    /// <summary>How close two voxel sizes (mm) or matrix elements are to be the same.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>The smallest voxel sizes that are kept.</summary>
    public Values<double?>? MinPixdim { get; init; } = Ordered(MinPixdim, MaxPixdim);

    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var from = source.VoxelToWorld;
        var directions = FieldOfView.WithSpacing(from, TargetSpacing(from), Diagonal);
        var (shape, origin) = FieldOfView.Cover(source.Shape, from, directions, ScaleExtent);
        var to = Affine.Create(source.Rank, (row, column) => column == source.Rank ? origin[row] : directions[row, column]);
        var toSource = from.Inverse() * to;
        if (toSource.IsClose(Affine.Identity(source.Rank), Tolerance) && shape.Equals(source.Shape))
        {
            return new(source, Affine.Identity(source.Rank), new(Mode, PaddingMode));
        }
        var target = source.Through(toSource, shape);
        if (RecomputeAffine)
        {
            target = target with { Affine = Affine.Scaling([.. source.Shape.Zip(shape, (a, b) => (double)a / b)]).Resize(source.Affine.Rank) };
        }
        return new(target, toSource, new(Mode, PaddingMode, AlignCorners: AlignCorners));
    }

    private double[] TargetSpacing(Affine from)
    {
        var own = from.Spacing().Select(s => s == 0 ? 1 : s).ToArray();
        var target = new double[own.Length];
        for (var axis = 0; axis < own.Length; axis++)
        {
            var wanted = Pixdim[Math.Min(axis, Pixdim.Count - 1)];
            var low = Math.Min(Bound(MinPixdim, axis) ?? wanted, wanted);
            var high = Math.Max(Bound(MaxPixdim, axis) ?? wanted, wanted);
            target[axis] = wanted <= 0 || (own[axis] >= low - Tolerance && own[axis] <= high + Tolerance) ? own[axis] : wanted;
        }
        return target;
    }

    private static double? Bound(Values<double?>? bounds, int axis)
        => bounds is not null && axis < bounds.Count && bounds[axis] is { } bound && !double.IsNaN(bound) ? bound : null;

    private static Values<double?>? Ordered(Values<double?>? low, Values<double?>? high)
    {
        for (var axis = 0; axis < Math.Min(low?.Count ?? 0, high?.Count ?? 0); axis++)
        {
            if (Bound(low, axis) is { } a && Bound(high, axis) is { } b && (b < a || a < 0))
            {
                throw new ArgumentException($"Spacing: MinPixdim {low} must not be negative or above MaxPixdim {high}.");
            }
        }
        return low;
    }
}
