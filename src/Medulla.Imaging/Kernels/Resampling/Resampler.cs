using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Resamples images of one to three spatial axes through an affine mapping, on all cores. No sampling grid is made: axis-aligned
/// mappings run over per-axis tables, others compute coordinates row by row.
/// </summary>
public static class Resampler
{
    /// <summary>How far (voxels, over a whole axis) a mapping may be from axis-aligned to count as such.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Fills <paramref name="target"/>.</summary>
    /// <param name="source">Row-major [C, spatial...].</param>
    /// <param name="sourceShape">Voxels along each spatial axis of the source; below 2^31 for a channel.</param>
    /// <param name="target">Row-major [C, spatial...].</param>
    /// <param name="targetShape">Voxels along each spatial axis of the target.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="toSource">Voxel index of the target to voxel index of the source.</param>
    /// <param name="interpolation">Between voxels.</param>
    /// <param name="padding">Outside the source.</param>
    /// <param name="alignCorners">For <see cref="Padding.Reflection"/>: whether mirrors stand at the centres of the outer voxels.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the spans or the mapping, or are empty.</exception>
    public static unsafe void Resample(
        ReadOnlySpan<float> source, ReadOnlySpan<long> sourceShape, Span<float> target, ReadOnlySpan<long> targetShape, int channels,
        Affine toSource, Interpolation interpolation, Padding padding, bool alignCorners = false)
    {
        var rank = toSource.Rank;
        if (rank > 3 || sourceShape.Length != rank || targetShape.Length != rank)
        {
            throw new ArgumentException($"Resampler: images of {sourceShape.Length} and {targetShape.Length} axes with a mapping of rank {rank}; 1 to 3 axes, alike, are expected.");
        }
        var (from, to) = (Shape3(sourceShape), Shape3(targetShape));
        if (source.Length != channels * from.Count || target.Length != channels * to.Count || from.Count <= 0 || to.Count < 0)
        {
            throw new ArgumentException($"Resampler: {source.Length} and {target.Length} values do not make {channels} channels of {from} and {to} voxels.");
        }
        var map = InThreeDimensions(toSource);
        fixed (float* input = source, output = target)
        {
            if (IsAxisAligned(map, to))
            {
                AxisTable Table(int axis) => new(
                    map[axis, 3], map[axis, axis], to[axis], from[axis], interpolation, padding, alignCorners);
                SeparableResampling.Run(input, from, output, to, channels, Table(0), Table(1), Table(2));
            }
            else
            {
                new AffineResampling(from, to, map, interpolation, padding, alignCorners).Run(input, output, channels);
            }
        }
    }

    private static Shape3 Shape3(ReadOnlySpan<long> shape) => shape.Length switch
    {
        1 => new(1, 1, shape[0]),
        2 => new(1, shape[0], shape[1]),
        _ => new(shape[0], shape[1], shape[2]),
    };

    /// <summary>The mapping with axes of length 1 put in front.</summary>
    private static Affine InThreeDimensions(Affine map)
    {
        var added = 3 - map.Rank;
        return added == 0 ? map : Affine.Create(3, (row, column) =>
            row < added ? (row == column ? 1 : 0) : column < added ? 0 : map[row - added, column - added]);
    }

    private static bool IsAxisAligned(Affine map, Shape3 target)
    {
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                if (row != column && Math.Abs(map[row, column]) * target[column] > Tolerance)
                {
                    return false;
                }
            }
        }
        return true;
    }
}
