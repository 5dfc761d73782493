using System.Numerics;
using System.Runtime.CompilerServices;

namespace Medulla.Imaging.Formats;

/// <summary>
/// Turns an n-dimensional array whose first axis is fastest into one whose last axis is fastest, converting on the way.
/// With the first axis as the columns and all others, in target order, as the rows, this is a matrix transpose whose rows
/// lie anywhere in the source; it goes tile by tile so that reads and writes both use whole cache lines.
/// </summary>
internal sealed class AxisReversal
{
    private const int Tile = 64;

    private readonly long[] lengths;   // without the first axis
    private readonly long[] strides;   // in the source, in voxels
    private readonly long columns;
    private readonly long rows = 1;
    private readonly int components;
    private readonly double slope;
    private readonly double intercept;

    /// <summary>A plan for one shape.</summary>
    /// <param name="dimensions">Lengths of the axes, the source's fastest first.</param>
    /// <param name="components">Numbers per voxel, adjacent in source and target.</param>
    /// <param name="slope">Factor on the way.</param>
    /// <param name="intercept">What is added after that.</param>
    public AxisReversal(ReadOnlySpan<long> dimensions, int components, double slope = 1, double intercept = 0)
    {
        (this.components, this.slope, this.intercept) = (components, slope, intercept);
        // Axes of length 1 are in no order at all; without them the first axis gives long columns.
        var axes = Values.Create(dimensions).Where(length => length > 1).DefaultIfEmpty(1).ToArray();
        columns = axes[0];
        lengths = axes[1..];
        strides = new long[lengths.Length];
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            strides[axis] = columns * rows;
            rows *= lengths[axis];
        }
    }

    /// <summary>Fills <paramref name="target"/>; both spans hold all the numbers.</summary>
    public unsafe void Run<TIn, TOut>(ReadOnlySpan<TIn> source, Span<TOut> target)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        fixed (TIn* from = source)
        fixed (TOut* to = target)
        {
            // Lambdas cannot hold spans or pointers to locals; the memory stays fixed until the loop has ended.
            var (input, output) = ((nint)from, (nint)to);
            if (rows == 1)
            {
                var count = columns * components;
                const int part = 1 << 16;
                Parallel.For(0, (count + part - 1) / part, index =>
                {
                    var start = index * part;
                    var length = (int)Math.Min(part, count - start);
                    Convert(new ReadOnlySpan<TIn>((TIn*)input + start, length), new Span<TOut>((TOut*)output + start, length));
                });
                return;
            }
            Parallel.For(0, (rows + Tile - 1) / Tile, index => Rows((TIn*)input, (TOut*)output, index * Tile));
        }
    }

    /// <summary>Transposes <see cref="Tile"/> rows from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Rows<TIn, TOut>(TIn* source, TOut* target, long first)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        var height = (int)Math.Min(Tile, rows - first);
        var starts = stackalloc long[Tile];
        for (var row = 0; row < height; row++)
        {
            starts[row] = Offset(first + row);
        }
        var width = Math.Max(1, Tile / components);
        var run = height * components;
        var tile = stackalloc TIn[width * run];
        for (var left = 0L; left < columns; left += width)
        {
            var taken = (int)Math.Min(width, columns - left);
            for (var row = 0; row < height; row++)
            {
                var from = source + ((starts[row] + left) * components);
                var to = tile + (row * components);
                if (components == 1)
                {
                    for (var column = 0; column < taken; column++)
                    {
                        to[column * run] = from[column];
                    }
                    continue;
                }
                for (var column = 0; column < taken; column++)
                {
                    for (var component = 0; component < components; component++)
                    {
                        to[(column * run) + component] = from[(column * components) + component];
                    }
                }
            }
            for (var column = 0; column < taken; column++)
            {
                var to = target + ((((left + column) * rows) + first) * components);
                Convert(new ReadOnlySpan<TIn>(tile + (column * run), run), new Span<TOut>(to, run));
            }
        }
    }

    /// <summary>Where the source has target row <paramref name="row"/>; the last axis is the target's fastest.</summary>
    private long Offset(long row)
    {
        var offset = 0L;
        for (var axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (row, var position) = Math.DivRem(row, lengths[axis]);
            offset += position * strides[axis];
        }
        return offset;
    }

    private void Convert<TIn, TOut>(ReadOnlySpan<TIn> source, Span<TOut> target)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        if (slope == 1 && intercept == 0)
        {
            VoxelConversion.Convert(source, target);
        }
        else
        {
            VoxelConversion.Convert(source, target, slope, intercept);
        }
    }
}
