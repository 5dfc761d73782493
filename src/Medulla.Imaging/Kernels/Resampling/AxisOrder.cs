using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Which target axis each source axis is read along, for mappings that turn axes only into axes.</summary>
internal sealed class AxisOrder
{
    /// <summary>How far (voxels, over a whole axis) a mapping may be from such a one to count as it.</summary>
    private const double Tolerance = 1e-5;

    private readonly int[] targetAxes;

    private AxisOrder(int[] targetAxes) => this.targetAxes = targetAxes;

    /// <summary>The target axis of a source axis.</summary>
    public int this[int sourceAxis] => targetAxes[sourceAxis];

    /// <summary>Whether source and target have their axes in the same order.</summary>
    public bool IsSame => targetAxes is [0, 1, 2];

    /// <summary>The order of a mapping of three axes to the source; null if it is oblique.</summary>
    public static AxisOrder? Of(Affine map, Shape3 target)
    {
        int[] axes = [-1, -1, -1];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                if (Math.Abs(map[row, column]) * (target[column] - 1) <= Tolerance)
                {
                    continue;
                }
                if (axes[row] >= 0 || axes.Contains(column))
                {
                    return null;
                }
                axes[row] = column;
            }
        }
        // Source axes that are read at one place take the target axes left over, if possible those of their own number.
        for (var row = 0; row < 3; row++)
        {
            axes[row] = axes[row] < 0 && !axes.Contains(row) ? row : axes[row];
        }
        for (var row = 0; row < 3; row++)
        {
            axes[row] = axes[row] < 0 ? Array.FindIndex([0, 1, 2], axis => !axes.Contains(axis)) : axes[row];
        }
        return new(axes);
    }

    /// <summary>Moves slices in the order of the source's axes to where the target has them.</summary>
    /// <param name="slices">Row-major [count, y, z] in the order of the source's axes.</param>
    /// <param name="first">Position of the first slice.</param>
    /// <param name="count">Number of slices.</param>
    /// <param name="target">A whole channel.</param>
    /// <param name="to">The target.</param>
    public unsafe void Place<T>(ReadOnlySpan<T> slices, long first, long count, Span<T> target, Shape3 to)
        where T : unmanaged
    {
        long[] lengths = [count, to[this[1]], to[this[2]]];
        long[] strides = [lengths[1] * lengths[2], lengths[2], 1];
        long[] targetStrides = [.. targetAxes.Select(axis => axis switch { 0 => to.Slice, 1 => to.Z, _ => 1L })];
        var inner = Array.IndexOf(targetAxes, 2);   // written without gaps
        var (outer, middle) = inner switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };
        fixed (T* pinnedSlices = slices, pinnedTarget = target)
        {
            var (input, output) = ((nint)pinnedSlices, (nint)(pinnedTarget + first * targetStrides[0]));
            Work.Split(lengths[outer] * lengths[middle], lengths[inner], (begin, end) =>
            {
                for (var line = begin; line < end; line++)
                {
                    var (i, j) = Math.DivRem(line, lengths[middle]);
                    var from = (T*)input + i * strides[outer] + j * strides[middle];
                    var into = (T*)output + i * targetStrides[outer] + j * targetStrides[middle];
                    var (length, stride) = (lengths[inner], strides[inner]);
                    for (var k = 0L; k < length; k++)
                    {
                        into[k] = from[k * stride];
                    }
                }
            });
        }
    }
}
