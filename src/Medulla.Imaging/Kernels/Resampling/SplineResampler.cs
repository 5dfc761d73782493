using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Resamples images of one to three spatial axes by B-splines of order 0 to 5 or by cubic convolution, on all cores: mappings that
/// only stretch axes go along one axis after the other, others take the neighbours of each voxel.
/// </summary>
public static unsafe class SplineResampler
{
    /// <summary>Voxels that are added where the spline's filter is to see what lies outside.</summary>
    private const int Margin = 12;

    /// <summary>Resamples through an affine mapping.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="toSource">Voxel index of the target to voxel index of the source.</param>
    /// <param name="interpolation">A spline, or <see cref="Interpolation.Cubic"/>.</param>
    /// <param name="boundary">Outside the source.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the spans or the mapping, the source is empty, or the interpolation is another.</exception>
    public static void Resample(
        ReadOnlySpan<float> source, ReadOnlySpan<long> sourceShape, Span<float> target, ReadOnlySpan<long> targetShape, int channels,
        Affine toSource, Interpolation interpolation, SplineBoundary boundary)
    {
        var from = Checked(source, sourceShape, channels);
        var to = Shape3.Of(nameof(SplineResampler), targetShape, channels, target.Length);
        if (toSource.Rank != from.Rank || to.Rank != from.Rank || !toSource.IsFinite)
        {
            throw new ArgumentException($"SplineResampler: the mapping {toSource} does not fit images of {from.Rank} and {to.Rank} axes; it must be finite and of their rank.");
        }
        var kernel = SplineKernel.Of(interpolation);
        var (coefficients, size, margin) = Coefficients(source, from, channels, kernel, boundary);
        var map = Resampler.InThreeDimensions(Affine.Translation([.. Enumerable.Repeat((double)margin, from.Rank)]) * toSource, from);
        fixed (float* output = target)
        {
            if (AxisOrder.Of(map, to) is { IsSame: true })
            {
                var axes = Enumerable.Range(0, 3).Select(Table).ToArray();
                SeparableWeighting.Apply(coefficients, size, output, channels, axes);
                return;
            }
            var (result, sampling) = ((nint)output, new SplineSampling(size, kernel, boundary));
            Work.Split(channels * to.X * to.Y, to.Z * Cost(kernel, from), (first, end) =>
            {
                for (var row = first; row < end; row++)
                {
                    var (slice, j) = Math.DivRem(row, to.Y);
                    var (channel, i) = Math.DivRem(slice, to.X);
                    double Start(int axis) => map[axis, 0] * i + map[axis, 1] * j + map[axis, 3];
                    fixed (float* input = coefficients)
                    {
                        sampling.Row(
                            input + channel * size.Count, (float*)result + row * to.Z, to.Z,
                            (Start(0), Start(1), Start(2)), (map[0, 2], map[1, 2], map[2, 2]));
                    }
                }
            });
        }

        AxisWeights Table(int axis)
            => Used(axis, from)
                ? AxisWeights.Of(kernel, boundary, size[axis], to[axis], i => map[axis, axis] * i + map[axis, 3])
                : AxisWeights.Area(1, 1);
    }

    /// <summary>Resamples at a coordinate for each voxel.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="coordinates">Row-major [axes, target's spatial...]: absolute voxel coordinates in the source.</param>
    /// <param name="interpolation">A spline, or <see cref="Interpolation.Cubic"/>.</param>
    /// <param name="boundary">Outside the source.</param>
    /// <exception cref="ArgumentException">See <see cref="Resample"/>.</exception>
    public static void Warp(
        ReadOnlySpan<float> source, ReadOnlySpan<long> sourceShape, Span<float> target, ReadOnlySpan<long> targetShape, int channels,
        ReadOnlySpan<float> coordinates, Interpolation interpolation, SplineBoundary boundary)
    {
        var from = Checked(source, sourceShape, channels);
        var to = Shape3.Of(nameof(SplineResampler), targetShape, channels, target.Length);
        Shape3.Of("SplineResampler: coordinates", targetShape, from.Rank, coordinates.Length);
        var kernel = SplineKernel.Of(interpolation);
        var (coefficients, size, margin) = Coefficients(source, from, channels, kernel, boundary);
        var sampling = new SplineSampling(size, kernel, boundary);
        var (rank, count) = (from.Rank, to.Count);
        fixed (float* pinnedPoints = coordinates, pinnedOutput = target)
        {
            var (points, output) = ((nint)pinnedPoints, (nint)pinnedOutput);
            Work.Split(count, channels * Cost(kernel, from), (first, end) =>
            {
                fixed (float* input = coefficients)
                {
                    for (var at = first; at < end; at++)
                    {
                        double Point(int row) => ((float*)points)[row * count + at] + margin;
                        for (var channel = 0; channel < channels; channel++)
                        {
                            sampling.Row(
                                input + channel * size.Count, (float*)output + channel * count + at, 1,
                                (rank > 1 ? Point(0) : 0, rank == 3 ? Point(1) : 0, Point(rank - 1)), default);
                        }
                    }
                }
            });
        }
    }

    private static Shape3 Checked(ReadOnlySpan<float> source, ReadOnlySpan<long> shape, int channels)
        => Shape3.Of(nameof(SplineResampler), shape, channels, source.Length) is { Count: > 0 } from ? from
            : throw new ArgumentException("SplineResampler: the source has no voxels; there is nothing to interpolate.");

    /// <summary>The spline's coefficients, with a margin where the boundary is to be part of the image; voxels as they are for other kernels.</summary>
    private static (float[] Values, Shape3 Shape, int Margin) Coefficients(ReadOnlySpan<float> source, Shape3 from, int channels, SplineKernel kernel, SplineBoundary boundary)
    {
        var margin = kernel.NeedsFilter && (boundary is SplineBoundary.Nearest or SplineBoundary.GridConstant) ? Margin : 0;
        long Wide(int axis) => from[axis] + (Used(axis, from) ? 2 * margin : 0);
        var size = new Shape3(Wide(0), Wide(1), Wide(2), from.Rank);
        var values = GC.AllocateUninitializedArray<float>(checked((int)(channels * size.Count)));
        fixed (float* input = source, output = values)
        {
            var (pinnedInput, pinnedOutput) = ((nint)input, (nint)output);
            Work.Split(channels * size.X, size.Slice, (first, end) =>
            {
                for (var slice = first; slice < end; slice++)
                {
                    var (channel, x) = Math.DivRem(slice, size.X);
                    for (var y = 0L; y < size.Y; y++)
                    {
                        var (i, j) = (Inner(x, 0), Inner(y, 1));
                        var row = new Span<float>((float*)pinnedOutput + (slice * size.Y + y) * size.Z, (int)size.Z);
                        if (i < 0 || j < 0)
                        {
                            row.Clear();
                            continue;
                        }
                        var voxels = new ReadOnlySpan<float>((float*)pinnedInput + ((channel * from.X + i) * from.Y + j) * from.Z, (int)from.Z);
                        var before = Used(2, from) ? margin : 0;
                        voxels.CopyTo(row[before..]);
                        row[..before].Fill(boundary == SplineBoundary.Nearest ? voxels[0] : 0);
                        row[(before + voxels.Length)..].Fill(boundary == SplineBoundary.Nearest ? voxels[^1] : 0);
                    }
                }
            });
            if (kernel.NeedsFilter)
            {
                SplineFilter.Apply(output, size, channels, kernel.Order, boundary);
            }
        }
        return (values, size, margin);

        long Inner(long at, int axis)
            => margin == 0 || !Used(axis, from) ? at : boundary.Index(at - margin, from[axis]);
    }

    /// <summary>Whether a three-dimensional axis is one of the image's own.</summary>
    private static bool Used(int axis, Shape3 shape) => axis == 2 || (axis == 0 && shape.Rank > 1) || shape.Rank == 3;

    private static long Cost(SplineKernel kernel, Shape3 from) => (long)Math.Pow(kernel.Taps, from.Rank);
}
