namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Stretches images of one to three spatial axes to another size, on all cores, with the rules of libtorch's <c>interpolate</c>.
/// </summary>
public static unsafe class Stretcher
{
    /// <summary>Stretches an image.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source.</param>
    /// <param name="target">Filled; row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="interpolation">Nearest, exactly nearest, linear, cubic or area.</param>
    /// <param name="alignCorners">Whether the centres of the outer voxels are kept in place; their faces otherwise.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the spans, an image is empty, or it is a spline that was asked for.</exception>
    public static void Stretch(
        ReadOnlySpan<float> source, ReadOnlySpan<long> sourceShape, Span<float> target, ReadOnlySpan<long> targetShape, int channels,
        Interpolation interpolation, bool alignCorners = false)
    {
        var from = Shape3.Of(nameof(Stretcher), sourceShape, channels, source.Length);
        var to = Shape3.Of(nameof(Stretcher), targetShape, channels, target.Length);
        if (from.Count == 0 || to.Count == 0 || from.Rank != to.Rank)
        {
            throw new ArgumentException($"Stretcher: an image of {from.Count} voxels and {from.Rank} axes was to become one of {to.Count} voxels and {to.Rank} axes; both need the same axes and at least one voxel.");
        }
        if (interpolation is Interpolation.Nearest or Interpolation.NearestExact or Interpolation.Linear)
        {
            double[][] coordinates = new double[from.Rank][];
            for (var axis = 0; axis < from.Rank; axis++)
            {
                coordinates[axis] = Coordinates(sourceShape[axis], targetShape[axis], interpolation, alignCorners);
            }
            Resampler.ResampleAxes(
                source, sourceShape, target, channels, coordinates,
                interpolation == Interpolation.Linear ? Interpolation.Linear : Interpolation.Nearest, Padding.Border);
            return;
        }
        var axes = Enumerable.Range(0, 3).Select(axis => interpolation switch
        {
            Interpolation.Area => AxisWeights.Area(from[axis], to[axis]),
            Interpolation.Cubic => AxisWeights.Of(
                SplineKernel.Of(interpolation), SplineBoundary.Nearest, from[axis], to[axis], i => Coordinate(i, from[axis], to[axis], alignCorners)),
            _ => throw new ArgumentException($"Stretcher: {interpolation} was asked for; an image can be stretched by nearest, linear, cubic or area interpolation."),
        }).ToArray();
        fixed (float* output = target)
        {
            SeparableWeighting.Apply(source, from, output, channels, axes);
        }
    }

    private static double[] Coordinates(long from, long to, Interpolation interpolation, bool alignCorners)
    {
        // Nearest voxels are found in single precision, as in libtorch, whose rounding decides where two are equally near.
        var step = (float)from / to;
        var result = new double[to];
        for (var i = 0; i < to; i++)
        {
            result[i] = interpolation switch
            {
                Interpolation.Nearest => Math.Min(from - 1, Math.Floor(i * step)),
                Interpolation.NearestExact => Math.Min(from - 1, Math.Floor((i + 0.5f) * step)),
                _ => Coordinate(i, from, to, alignCorners),
            };
        }
        return result;
    }

    private static double Coordinate(long i, long from, long to, bool alignCorners)
        => !alignCorners ? (i + 0.5) * from / to - 0.5
            : to > 1 ? i * (from - 1.0) / (to - 1) : 0;
}
