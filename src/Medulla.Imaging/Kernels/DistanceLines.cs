using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// Squared distances, made one axis after the other: along the last one by two scans, along the others by looking at near samples
/// or, where features are far or their positions are wanted, by lower envelopes of parabolas.
/// Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012).
/// </summary>
/// <param name="size">Voxels along each axis.</param>
/// <param name="squared">Squared distances so far.</param>
/// <param name="nearest">Positions of the features that they lead to; null if nobody asks.</param>
internal sealed unsafe class DistanceLines<T>(Shape3 size, T* squared, int* nearest)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Neighbouring lines that are copied to scratch together, so that whole cache lines are read.</summary>
    private const int Block = NearSearch<T>.Lines;

    /// <summary>Voxel operations of a step along an envelope, about.</summary>
    private const int Cost = 4;

    /// <summary>Squared distances along the last axis.</summary>
    /// <param name="mask">One byte a voxel.</param>
    /// <param name="toZeros">Whether features are 0; else they are all else.</param>
    /// <param name="step">Voxel size.</param>
    public void Scan(byte* mask, bool toZeros, double step)
    {
        var squares = new T[size.Z];
        for (var away = 0; away < squares.Length; away++)
        {
            squares[away] = T.CreateTruncating(away * step * (away * step));
        }
        Work.Split(size.X * size.Y, size.Z, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                ScanRow(new(mask + row * size.Z, (int)size.Z), row * size.Z, toZeros, squares);
            }
        });
    }

    /// <summary>Takes the second axis in.</summary>
    public void AlongY(double step) => Lines(size.X, size.Slice, (int)size.Y, size.Z, step);

    /// <summary>Takes the first axis in.</summary>
    public void AlongX(double step) => Lines(size.Y, size.Z, (int)size.X, size.Slice, step);

    /// <summary>From squared distances to distances.</summary>
    public void TakeRoots()
        => Work.Split(size.Count, 1, (first, end) =>
        {
            var values = new Span<T>(squared + first, (int)(end - first));
            System.Numerics.Tensors.TensorPrimitives.Sqrt<T>(values, values);
        });

    private void ScanRow(ReadOnlySpan<byte> row, long start, bool toZeros, T[] squares)
    {
        var at = 0;
        while (at < row.Length)
        {
            var next = at + EndOfRun(row[at..], ofZeros: !toZeros);
            Gap(start, at, next, row.Length, squares);
            at = next + EndOfRun(row[next..], ofZeros: toZeros);
            new Span<T>(squared + start + next, at - next).Clear();
            Point(start + next, at - next, start + next, step: 1);
        }
    }

    private static int EndOfRun(ReadOnlySpan<byte> row, bool ofZeros)
        => (ofZeros ? row.IndexOfAnyExcept((byte)0) : row.IndexOf((byte)0)) is >= 0 and var end ? end : row.Length;

    /// <summary>Squared distances of voxels from <paramref name="first"/> to <paramref name="end"/>, between a feature before and one behind, if there are.</summary>
    private void Gap(long start, int first, int end, int count, T[] squares)
    {
        var (before, behind) = (first > 0, end < count);
        var values = new Span<T>(squared + start + first, end - first);
        if (!before && !behind)
        {
            values.Fill(T.PositiveInfinity);
            Point(start + first, values.Length, -1, step: 0);
            return;
        }
        // The one before is the nearer of two that are as far.
        var left = !before ? 0 : !behind ? values.Length : (values.Length + 1) / 2;
        squares.AsSpan(1, left).CopyTo(values);
        for (var i = left; i < values.Length; i++)
        {
            values[i] = squares[values.Length - i];
        }
        Point(start + first, left, start + first - 1, step: 0);
        Point(start + first + left, values.Length - left, start + end, step: 0);
    }

    /// <summary>Notes the features of voxels in a row, one or neighbours.</summary>
    private void Point(long at, int count, long feature, int step)
    {
        for (var i = 0; nearest != null && i < count; i++)
        {
            nearest[at + i] = (int)(feature + (long)i * step);
        }
    }

    /// <summary>Lines of <paramref name="count"/> voxels, <paramref name="stride"/> apart, in each of <paramref name="groups"/> groups of neighbours.</summary>
    private void Lines(long groups, long groupStride, int count, long stride, double step)
    {
        var blocks = (size.Z + Block - 1) / Block;
        Work.Split(groups * blocks, (long)count * Block * Cost, (first, end) =>
        {
            var near = new NearSearch<T>(count, step);
            var envelope = new Envelope(count, step);
            var values = new double[count * Block];
            var positions = new int[nearest == null ? 0 : count * Block];
            for (var task = first; task < end; task++)
            {
                var (group, block) = Math.DivRem(task, blocks);
                var start = group * groupStride + block * Block;
                var lines = (int)Math.Min(Block, size.Z - block * Block);
                if (nearest != null || !near.TryRun(squared + start, stride, lines))
                {
                    Envelopes(envelope, start, stride, lines, values, positions);
                }
            }
        });
    }

    private void Envelopes(Envelope envelope, long start, long stride, int lines, double[] values, int[] positions)
    {
        var count = values.Length / Block;
        for (var i = 0; i < count; i++)
        {
            for (var line = 0; line < lines; line++)
            {
                var at = start + i * stride + line;
                values[line * count + i] = double.CreateTruncating(squared[at]);
                if (nearest != null)
                {
                    positions[line * count + i] = nearest[at];
                }
            }
        }
        for (var line = 0; line < lines; line++)
        {
            if (envelope.Build(values.AsSpan(line * count, count)))
            {
                Write(envelope, values.AsSpan(line * count, count), positions.AsSpan(nearest == null ? 0 : line * count), start + line, stride);
            }
        }
    }

    private void Write(Envelope envelope, ReadOnlySpan<double> line, ReadOnlySpan<int> positions, long start, long stride)
    {
        for (int i = 0, part = 0; i < line.Length; i++)
        {
            var center = envelope.CenterAt(i, ref part);
            squared[start + i * stride] = T.CreateTruncating(envelope.Height(i, center, line[center]));
            if (nearest != null)
            {
                nearest[start + i * stride] = positions[center];
            }
        }
    }
}
