using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>A box of voxels along the axes of an image.</summary>
/// <param name="Start">First voxel along each axis.</param>
/// <param name="End">The voxel after the last along each axis.</param>
public sealed record BoundingBox(Values<long> Start, Values<long> End)
{
    /// <summary>Voxels along each axis.</summary>
    public long[] Shape => [.. Start.Zip(End, (start, end) => end - start)];

    /// <summary>The smallest box around the voxels that are not 0.</summary>
    /// <param name="values">Row-major; a mask or any image.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <returns>Null if all voxels are 0.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the span.</exception>
    public static BoundingBox? OfNonZero<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged, IEquatable<T>
        => Of(values, shape, line => (line.IndexOfAnyExcept(default(T)), line.LastIndexOfAnyExcept(default(T))));

    /// <summary>The smallest box around the voxels above 0.</summary>
    /// <inheritdoc cref="OfNonZero"/>
    public static BoundingBox? OfPositive(ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
        => Of(values, shape, line => (FirstPositive(line), LastPositive(line)));

    /// <summary>The smallest box around the voxels of one value.</summary>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="value">A number.</param>
    /// <param name="hasNaN">Whether some voxel is NaN.</param>
    /// <returns>Null if no voxel has the value.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the span.</exception>
    public static BoundingBox? OfValue(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, float value, out bool hasNaN)
    {
        var found = false;
        var box = Of(values, shape, line =>
        {
            var ends = EndsOf(line, value, out var isNaN);
            found |= isNaN;
            return ends;
        });
        hasNaN = found;
        return box;
    }

    private static (int First, int Last) EndsOf(ReadOnlySpan<float> line, float value, out bool hasNaN)
    {
        var wanted = new Vector<float>(value);
        var isNumber = Vector<int>.AllBitsSet;
        var (first, last, i) = (-1, -1, 0);
        for (; i <= line.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var part = new Vector<float>(line[i..]);
            isNumber &= Vector.Equals(part, part);
            if (Vector.EqualsAny(part, wanted))
            {
                (first, last) = (first < 0 ? i : first, i + Vector<float>.Count - 1);
            }
        }
        hasNaN = isNumber != Vector<int>.AllBitsSet;
        for (; i < line.Length; i++)
        {
            hasNaN |= float.IsNaN(line[i]);
            if (line[i] == value)
            {
                (first, last) = (first < 0 ? i : first, i);
            }
        }
        while (first >= 0 && line[first] != value)
        {
            first++;
        }
        while (last >= 0 && line[last] != value)
        {
            last--;
        }
        return (first, last);
    }

    private delegate (int First, int Last) Ends<T>(ReadOnlySpan<T> line);

    private static int FirstPositive(ReadOnlySpan<float> line)
    {
        var i = 0;
        while (i <= line.Length - Vector<float>.Count && !Vector.GreaterThanAny(new Vector<float>(line[i..]), Vector<float>.Zero))
        {
            i += Vector<float>.Count;
        }
        for (; i < line.Length; i++)
        {
            if (line[i] > 0)
            {
                return i;
            }
        }
        return -1;
    }

    private static int LastPositive(ReadOnlySpan<float> line)
    {
        for (var i = line.Length - 1; i >= 0; i--)
        {
            if (line[i] > 0)
            {
                return i;
            }
        }
        return -1;
    }

    private static unsafe BoundingBox? Of<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, Ends<T> ends)
        where T : unmanaged
    {
        var size = Shape3.Of(nameof(BoundingBox), shape, 1, values.Length);
        var (low, high) = (new long[] { long.MaxValue, long.MaxValue, long.MaxValue }, new long[] { -1, -1, -1 });
        var gate = new Lock();
        fixed (T* pinned = values)
        {
            var input = pinned;
            Work.Split(size.X * size.Y, size.Z, (first, end) =>
            {
                for (var row = first; row < end; row++)
                {
                    var line = new ReadOnlySpan<T>(input + row * size.Z, (int)size.Z);
                    var (left, right) = ends(line);
                    if (left < 0)
                    {
                        continue;
                    }
                    var (x, y) = Math.DivRem(row, size.Y);
                    lock (gate)
                    {
                        (low[0], low[1], low[2]) = (Math.Min(low[0], x), Math.Min(low[1], y), Math.Min(low[2], left));
                        (high[0], high[1], high[2]) = (Math.Max(high[0], x), Math.Max(high[1], y), Math.Max(high[2], right));
                    }
                }
            });
        }
        return high[0] < 0 ? null : new(
            Values.From(Enumerable.Range(0, size.Rank).Select(axis => low[size.Axis(axis)])),
            Values.From(Enumerable.Range(0, size.Rank).Select(axis => high[size.Axis(axis)] + 1)));
    }

    /// <summary>The box around both.</summary>
    public BoundingBox Union(BoundingBox other)
        => new(Values.From(Start.Zip(other.Start, Math.Min)), Values.From(End.Zip(other.End, Math.Max)));

    /// <summary>Copies the voxels of the box out of an image.</summary>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">Voxels along each axis; the box lies inside.</param>
    /// <returns>Row-major, of the box's shape.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the span, or the box lies not within it.</exception>
    public T[] Crop<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var from = Shape3.Of(nameof(BoundingBox), shape, 1, values.Length);
        var to = Shape3.Of(nameof(BoundingBox), Shape, 1);
        var start = new long[3];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            start[from.Axis(axis)] = axis < Start.Count ? Start[axis] : 0;
            if (to.Rank != from.Rank || Start[axis] < 0 || End[axis] > shape[axis])
            {
                throw new ArgumentException($"BoundingBox: {this} does not lie in an image of shape [{string.Join(", ", shape.ToArray())}].");
            }
        }
        var result = new T[to.Count];
        for (var row = 0L; row < to.X * to.Y; row++)
        {
            var (x, y) = Math.DivRem(row, to.Y);
            var at = (x + start[0]) * from.Slice + (y + start[1]) * from.Z + start[2];
            values.Slice((int)at, (int)to.Z).CopyTo(result.AsSpan((int)(row * to.Z)));
        }
        return result;
    }
}
