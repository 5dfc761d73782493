using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Resamples images of one to three spatial axes on all cores, in the manner of libtorch's grid_sample but in voxel coordinates and
/// without a sampling grid: mappings that turn axes into axes run over per-axis tables, others compute coordinates row by row.
/// <see cref="Interpolation.Nearest"/> moves voxels of any type as they are; <see cref="Interpolation.Linear"/> takes float and double.
/// A span holds less than 2^31 values; larger images are resampled channel by channel or slab by slab.
/// </summary>
public static class Resampler
{
    /// <summary>Slices that are made in the source's order of axes before they are moved to the target's.</summary>
    private const int Slab = 32;

    /// <summary>Resamples through an affine mapping.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="toSource">Voxel index of the target to voxel index of the source.</param>
    /// <param name="interpolation">Between voxels.</param>
    /// <param name="padding">Outside the source.</param>
    /// <param name="alignCorners">For <see cref="Padding.Reflection"/>: whether mirrors stand at the centres of the outer voxels.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the spans or the mapping, the source is empty, or the voxels are of a type that cannot be interpolated.</exception>
    public static unsafe void Resample<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> sourceShape, Span<T> target, ReadOnlySpan<long> targetShape, int channels,
        Affine toSource, Interpolation interpolation, Padding padding, bool alignCorners = false)
        where T : unmanaged
    {
        var from = Shape3.Of(nameof(Resampler), sourceShape, channels, source.Length);
        var to = Shape3.Of(nameof(Resampler), targetShape, channels, target.Length);
        Check<T>(from, to.Rank, interpolation);
        CheckMapping(toSource, from);
        var map = InThreeDimensions(toSource, from);
        if (AxisOrder.Of(map, to) is { } order)
        {
            double[] Coordinates(int axis)
            {
                var result = new double[to[order[axis]]];
                for (var i = 0; i < result.Length; i++)
                {
                    result[i] = map[axis, 3] + map[axis, order[axis]] * i;
                }
                return result;
            }
            var (x, y, z) = (Coordinates(0), Coordinates(1), Coordinates(2));
            if (order.IsSame)
            {
                Separable(source, from, target, channels, x, y, z, interpolation, padding, alignCorners);
                return;
            }
            for (var channel = 0; channel < channels; channel++)
            {
                Reordered(
                    source.Slice((int)(channel * from.Count), (int)from.Count), from, target.Slice((int)(channel * to.Count), (int)to.Count), to,
                    order, x, y, z, interpolation, padding, alignCorners);
            }
            return;
        }
        var affine = new AffineResampling(from, to, map, padding, alignCorners);
        fixed (T* input = source, output = target)
        {
            if (interpolation == Interpolation.Nearest)
            {
                affine.Nearest(input, output, channels);
            }
            else if (typeof(T) == typeof(float))
            {
                affine.Linear((float*)input, (float*)output, channels);
            }
            else
            {
                affine.Linear((double*)input, (double*)output, channels);
            }
        }
    }

    /// <summary>Resamples each axis by itself, at coordinates of the caller's making.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...], with as many voxels along an axis as there are coordinates for it.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="coordinates">For each axis, the source voxel coordinate of each of its target positions.</param>
    /// <param name="interpolation">Between voxels.</param>
    /// <param name="padding">Outside the source.</param>
    /// <param name="alignCorners">For <see cref="Padding.Reflection"/>: whether mirrors stand at the centres of the outer voxels.</param>
    /// <exception cref="ArgumentException">See <see cref="Resample"/>.</exception>
    public static void ResampleAxes<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> sourceShape, Span<T> target, int channels, IReadOnlyList<double[]> coordinates,
        Interpolation interpolation, Padding padding, bool alignCorners = false)
        where T : unmanaged
    {
        var from = Shape3.Of(nameof(Resampler), sourceShape, channels, source.Length);
        var to = Shape3.Of(nameof(Resampler), [.. coordinates.Select(axis => (long)axis.Length)], channels, target.Length);
        Check<T>(from, to.Rank, interpolation);
        var axes = new double[][] { [0], [0], [0] };
        for (var axis = 0; axis < coordinates.Count; axis++)
        {
            axes[from.Axis(axis)] = coordinates[axis];
        }
        Separable(source, from, target, channels, axes[0], axes[1], axes[2], interpolation, padding, alignCorners);
    }

    /// <summary>Resamples at a coordinate for each voxel, as for elastic deformations.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="coordinates">Row-major [axes, target's spatial...]: absolute voxel coordinates in the source.</param>
    /// <param name="interpolation">Between voxels.</param>
    /// <param name="padding">Outside the source.</param>
    /// <param name="alignCorners">For <see cref="Padding.Reflection"/>: whether mirrors stand at the centres of the outer voxels.</param>
    /// <exception cref="ArgumentException">See <see cref="Resample"/>.</exception>
    public static void Warp<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> sourceShape, Span<T> target, ReadOnlySpan<long> targetShape, int channels,
        ReadOnlySpan<float> coordinates, Interpolation interpolation, Padding padding, bool alignCorners = false)
        where T : unmanaged
        => Warp(source, sourceShape, target, targetShape, channels, coordinates, null, null, interpolation, padding, alignCorners);

    /// <summary>Resamples through a field of vectors: voxel i reads the source at <c>toSource(i) + vectors * field(i)</c>.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="field">Row-major [axes, target's spatial...].</param>
    /// <param name="toSource">Voxel index of the target to voxel index of the source.</param>
    /// <param name="vectors">Turns vectors of the field into voxels of the source; only its linear part counts.</param>
    /// <param name="interpolation">Between voxels.</param>
    /// <param name="padding">Outside the source.</param>
    /// <param name="alignCorners">For <see cref="Padding.Reflection"/>: whether mirrors stand at the centres of the outer voxels.</param>
    /// <exception cref="ArgumentException">See <see cref="Resample"/>.</exception>
    public static void Deform<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> sourceShape, Span<T> target, ReadOnlySpan<long> targetShape, int channels,
        ReadOnlySpan<float> field, Affine toSource, Affine vectors, Interpolation interpolation, Padding padding, bool alignCorners = false)
        where T : unmanaged
        => Warp(source, sourceShape, target, targetShape, channels, field, toSource, vectors, interpolation, padding, alignCorners);

    private static unsafe void Warp<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> sourceShape, Span<T> target, ReadOnlySpan<long> targetShape, int channels,
        ReadOnlySpan<float> field, Affine? toSource, Affine? vectors, Interpolation interpolation, Padding padding, bool alignCorners)
        where T : unmanaged
    {
        var from = Shape3.Of(nameof(Resampler), sourceShape, channels, source.Length);
        var to = Shape3.Of(nameof(Resampler), targetShape, channels, target.Length);
        Check<T>(from, to.Rank, interpolation);
        Shape3.Of("Resampler: field", targetShape, targetShape.Length, field.Length);
        VectorField? map = null;
        if (toSource is not null && vectors is not null)
        {
            CheckMapping(toSource, from);
            CheckMapping(vectors, from);
            map = new(to, InThreeDimensions(toSource, from), InThreeDimensions(vectors, from));
        }
        var warping = new Warping(from, from.Rank, to.Count, padding, alignCorners, map);
        fixed (T* input = source, output = target)
        fixed (float* points = field)
        {
            if (interpolation == Interpolation.Nearest)
            {
                warping.Nearest(input, points, output, channels);
            }
            else if (typeof(T) == typeof(float))
            {
                warping.Linear((float*)input, points, (float*)output, channels);
            }
            else
            {
                warping.Linear((double*)input, points, (double*)output, channels);
            }
        }
    }

    /// <summary>A channel whose axes change places: a few slices at a time, in the source's order first.</summary>
    private static void Reordered<T>(
        ReadOnlySpan<T> source, Shape3 from, Span<T> target, Shape3 to, AxisOrder order, double[] x, double[] y, double[] z,
        Interpolation interpolation, Padding padding, bool alignCorners)
        where T : unmanaged
    {
        var slab = new T[Math.Min(Slab, x.Length) * y.Length * z.Length];
        for (var first = 0; first < x.Length; first += Slab)
        {
            var end = Math.Min(first + Slab, x.Length);
            var slices = slab.AsSpan(0, (end - first) * y.Length * z.Length);
            Separable(source, from, slices, 1, x[first..end], y, z, interpolation, padding, alignCorners);
            order.Place(slices, first, end - first, target, to);
        }
    }

    private static unsafe void Separable<T>(
        ReadOnlySpan<T> source, Shape3 from, Span<T> target, int channels, double[] x, double[] y, double[] z,
        Interpolation interpolation, Padding padding, bool alignCorners)
        where T : unmanaged
    {
        fixed (T* input = source, output = target)
        {
            if (interpolation == Interpolation.Nearest)
            {
                new SeparableNearest<T>(from, x, y, z, padding, alignCorners).Run(input, output, channels);
            }
            else if (typeof(T) == typeof(float))
            {
                Linear((float*)input, (float*)output);
            }
            else
            {
                Linear((double*)input, (double*)output);
            }
        }

        void Linear<TReal>(TReal* input, TReal* output)
            where TReal : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<TReal>
            => new SeparableLinear<TReal>(
                from,
                new(x, from.X, padding, alignCorners),
                new(y, from.Y, padding, alignCorners),
                new(z, from.Z, padding, alignCorners)).Run(input, output, channels);
    }

    private static void CheckMapping(Affine map, Shape3 from)
    {
        if (map.Rank != from.Rank || !map.IsFinite)
        {
            throw new ArgumentException($"Resampler: the mapping {map} does not fit an image of {from.Rank} axes; it must be finite and of that rank.");
        }
    }

    private static void Check<T>(Shape3 from, int targetRank, Interpolation interpolation)
    {
        if (from.Count == 0 || targetRank != from.Rank)
        {
            throw new ArgumentException($"Resampler: an image of {from.Count} voxels and {from.Rank} axes cannot fill one of {targetRank} axes; both need the same axes, and the source at least one voxel.");
        }
        if (interpolation is not (Interpolation.Nearest or Interpolation.Linear))
        {
            throw new ArgumentException($"Resampler: {interpolation} interpolation was asked for; it takes the nearest voxel or interpolates linearly. {nameof(SplineResampler)} and {nameof(Stretcher)} do others.");
        }
        if (interpolation != Interpolation.Nearest && typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new ArgumentException($"Resampler: {interpolation} interpolation of {typeof(T).Name} voxels was asked for; it takes float or double. Convert the image, or use {nameof(Interpolation.Nearest)}.");
        }
    }

    /// <summary>The mapping with the axes that the image lacks left alone.</summary>
    internal static Affine InThreeDimensions(Affine map, Shape3 shape)
    {
        Span<double> values = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        for (var row = 0; row < map.Rank; row++)
        {
            for (var column = 0; column <= map.Rank; column++)
            {
                values[shape.Axis(row) * 4 + (column == map.Rank ? 3 : shape.Axis(column))] = map[row, column];
            }
        }
        return new(3, values);
    }
}
