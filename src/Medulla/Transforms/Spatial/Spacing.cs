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
        var directions = Directions(from, TargetSpacing(from));
        var (shape, origin) = Extent(source.Shape, from, directions);
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

    /// <summary>Directions and voxel sizes of the result, without its place: the rotation of the image (QR), shear removed, or none.</summary>
    private Affine Directions(Affine from, double[] spacing)
    {
        if (Diagonal)
        {
            return Affine.Scaling(spacing);
        }
        var rank = from.Rank;
        var columns = new double[rank][];
        for (var column = 0; column < rank; column++)
        {
            var v = Enumerable.Range(0, rank).Select(row => from[row, column]).ToArray();
            for (var other = 0; other < column; other++)
            {
                var along = v.Zip(columns[other], (a, b) => a * b).Sum();
                v = [.. v.Zip(columns[other], (a, b) => a - along * b)];
            }
            var norm = Math.Sqrt(v.Sum(a => a * a));
            columns[column] = norm > 0 ? [.. v.Select(a => a / norm)]
                : throw new ArgumentException($"the affine {from} is singular; voxel sizes cannot be told from it.");
        }
        return Affine.Create(rank, (row, column) => column == rank ? 0 : columns[column][row] * spacing[column]);
    }

    /// <summary>Shape of the result and the world place of its first voxel, such that it covers the image.</summary>
    private (Values<long> Shape, double[] Origin) Extent(Values<long> shape, Affine from, Affine directions)
    {
        var rank = from.Rank;
        var toTarget = directions.Inverse() * from;
        var margin = ScaleExtent ? 0.5 : 0;
        double[][] corners = [.. Enumerable.Range(0, 1 << rank).Select(corner => Enumerable.Range(0, rank)
            .Select(axis => (corner >> (rank - 1 - axis) & 1) == 1 ? shape[axis] - 1 + margin : -margin).ToArray())];
        var there = corners.Select(corner => toTarget.Apply(corner)).ToArray();
        double Low(int axis) => there.Min(c => c[axis]);
        double High(int axis) => there.Max(c => c[axis]);
        var size = Values.From(Enumerable.Range(0, rank).Select(axis => (long)Math.Round(High(axis) - Low(axis) + (ScaleExtent ? 0 : 1))));
        if (size.Any(n => n < 1))
        {
            throw new ArgumentException($"an image of {shape} voxels of {Values.From(from.Spacing())} mm has no voxel left at {Pixdim} mm.");
        }

        // The corner of the image that is lowest along every axis of the result becomes its first voxel; failing that, the middles meet.
        var first = Array.FindIndex(there, corner => Enumerable.Range(0, rank).All(axis => Math.Abs(Low(axis) - corner[axis]) <= 1e-8));
        var origin = first >= 0
            ? from.Apply(corners[first])
            : [.. from.Apply([.. shape.Select(n => n / 2.0)]).Zip(directions.Apply([.. size.Select(n => n / 2.0)]), (a, b) => a - b)];
        if (ScaleExtent)
        {
            var inner = from.Apply([.. shape.Zip(size, (a, b) => 0.5 * ((double)a / b - 1))]);
            origin = [.. inner.Zip(origin, (a, b) => Math.Abs(a) * Math.Sign(b))];
        }
        return (size, origin);
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
