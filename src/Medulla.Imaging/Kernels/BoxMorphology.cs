using System.Runtime.Intrinsics;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// Erosion and dilation with a box, of masks of one to three axes. Masks are bytes, 0 outside and anything else inside; results are 0 and 1.
/// A box is taken axis by axis, which gives the same.
/// </summary>
public static unsafe class BoxMorphology
{
    /// <summary>Marks the voxels around which the whole box lies in the mask.</summary>
    /// <param name="mask">Row-major.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="box">Odd size of the box along each axis.</param>
    /// <param name="result">Filled; may be the mask itself.</param>
    /// <param name="border">Whether what lies beyond the image counts as inside.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the box is not odd or does not fit the shape.</exception>
    public static void Erode(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, ReadOnlySpan<int> box, Span<byte> result, bool border = true)
        => Grow(mask, shape, box, result, !border, flip: 1);   // what is outside grows

    /// <summary>Marks the voxels around which the box touches the mask.</summary>
    /// <inheritdoc cref="Erode"/>
    public static void Dilate(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, ReadOnlySpan<int> box, Span<byte> result, bool border = false)
        => Grow(mask, shape, box, result, border, flip: 0);

    private static void Grow(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, ReadOnlySpan<int> box, Span<byte> result, bool border, byte flip)
    {
        var size = Shape3.Of(nameof(BoxMorphology), shape, 1, mask.Length, result.Length);
        var reach = new int[3];
        for (var axis = 0; axis < box.Length; axis++)
        {
            reach[size.Axis(axis)] = box.Length == shape.Length && box[axis] > 0 && box[axis] % 2 == 1 ? box[axis] / 2
                : throw new ArgumentException($"BoxMorphology: a box of [{string.Join(", ", box.ToArray())}] for {shape.Length} axes; an odd size for each is expected.");
        }
        var grown = new byte[mask.Length];
        fixed (byte* pinnedMask = mask, pinnedResult = result, pinnedGrown = grown)
        {
            var (input, between, output) = ((nint)pinnedMask, (nint)pinnedGrown, (nint)pinnedResult);
            Work.Split(size.X, size.Slice, (first, end) => AlongRowsAndColumns((byte*)input, size, reach, (byte*)between, border, flip, first, end));
            Work.Split(size.X * size.Y, size.Z, (first, end) =>
            {
                for (var row = first; row < end; row++)
                {
                    var target = (byte*)output + row * size.Z;
                    Gather((byte*)between + row % size.Y * size.Z, row / size.Y, size.X, size.Slice, reach[0], target, (int)size.Z, border);
                    if (flip != 0)
                    {
                        Normalize(target, target, (int)size.Z, flip);
                    }
                }
            });
        }
    }

    private static void AlongRowsAndColumns(byte* mask, Shape3 size, int[] reach, byte* grown, bool border, byte flip, long first, long end)
    {
        var count = (int)size.Z;
        var line = new byte[count + 2 * reach[2]];
        var slice = new byte[size.Slice];
        fixed (byte* pinnedLine = line, pinnedSlice = slice)
        {
            line.AsSpan().Fill((byte)(border ? 1 : 0));
            for (var x = first; x < end; x++)
            {
                for (var y = 0L; y < size.Y; y++)
                {
                    Normalize(mask + x * size.Slice + y * count, pinnedLine + reach[2], count, flip);
                    var row = pinnedSlice + y * count;
                    new ReadOnlySpan<byte>(pinnedLine, count).CopyTo(new(row, count));
                    for (var shift = 1; shift <= 2 * reach[2]; shift++)
                    {
                        Or(row, pinnedLine + shift, count);
                    }
                }
                for (var y = 0L; y < size.Y; y++)
                {
                    Gather(pinnedSlice, y, size.Y, count, reach[1], grown + x * size.Slice + y * count, count, border);
                }
            }
        }
    }

    /// <summary>Joins a line with those up to <paramref name="reach"/> away.</summary>
    /// <param name="lines">The first of the lines.</param>
    /// <param name="at">Which one to take.</param>
    /// <param name="lineCount">How many there are.</param>
    /// <param name="stride">From one to the next.</param>
    /// <param name="reach">How far to go.</param>
    /// <param name="target">Filled.</param>
    /// <param name="count">Voxels of a line.</param>
    /// <param name="border">Whether lines beyond the last are filled.</param>
    private static void Gather(byte* lines, long at, long lineCount, long stride, int reach, byte* target, int count, bool border)
    {
        var (low, high) = (Math.Max(0, at - reach), Math.Min(lineCount - 1, at + reach));
        if (border && high - low < 2L * reach)
        {
            new Span<byte>(target, count).Fill(1);
            return;
        }
        new ReadOnlySpan<byte>(lines + low * stride, count).CopyTo(new(target, count));
        for (var other = low + 1; other <= high; other++)
        {
            Or(target, lines + other * stride, count);
        }
    }

    private static void Or(byte* target, byte* source, int count)
    {
        var i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256.Load(target + i) | Vector256.Load(source + i)).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] |= source[i];
        }
    }

    /// <summary>Writes 0 and 1, the other way round if <paramref name="flip"/> is 1.</summary>
    private static void Normalize(byte* source, byte* target, int count, byte flip)
    {
        var i = 0;
        var flips = Vector256.Create(flip);
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256.AndNot(Vector256<byte>.One, Vector256.Equals(Vector256.Load(source + i), Vector256<byte>.Zero)) ^ flips).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] = (byte)((source[i] != 0 ? 1 : 0) ^ flip);
        }
    }
}
