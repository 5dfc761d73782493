using System.Runtime.Intrinsics;

namespace Medulla.Imaging.Kernels;

/// <summary>Operations on masks of one to three axes. Masks are bytes, 0 outside and anything else inside; results are 0 and 1.</summary>
public static unsafe class BinaryMorphology
{
    /// <summary>Keeps the voxels whose face neighbours (4 in a picture, 6 in a volume) all lie in the mask.</summary>
    /// <param name="mask">Row-major.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="result">Filled; not the mask itself.</param>
    /// <param name="border">Whether what lies beyond the image counts as inside.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or they overlap.</exception>
    public static void Erode(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, Span<byte> result, bool border = false)
    {
        var size = Shape3.Of(nameof(BinaryMorphology), shape, 1, mask.Length, result.Length);
        if (mask.Overlaps(result))
        {
            throw new ArgumentException("BinaryMorphology: the result overlaps the mask that it is made from; give it memory of its own.");
        }
        fixed (byte* pinnedMask = mask, pinnedResult = result)
        {
            var (input, output) = ((nint)pinnedMask, (nint)pinnedResult);
            Work.Split(size.X * size.Y, size.Z, (first, end) =>
            {
                for (var row = first; row < end; row++)
                {
                    ErodeRow((byte*)input + row * size.Z, row, size, (byte*)output + row * size.Z, border);
                }
            });
        }
    }

    /// <summary>Adds the holes to a mask: all outside that no path of outside voxels joins to the border of the image.</summary>
    /// <param name="mask">Row-major.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="result">Filled; may be the mask itself.</param>
    /// <param name="connectivity">How many axes two neighbours on a path may differ in, by one; the more, the fewer holes.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static void FillHoles(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, Span<byte> result, int connectivity = 1)
    {
        var size = Shape3.Of(nameof(BinaryMorphology), shape, 1, mask.Length, result.Length);
        ConnectedComponents.CheckConnectivity(nameof(BinaryMorphology), connectivity, size);
        fixed (byte* input = mask, pinned = result)
        {
            var output = (nint)pinned;
            var outside = new Runs<byte>(input, size, connectivity, RunKind.Background);
            var isOpen = FindOpen(outside, size);
            outside.ForEachRow((row, firstRun, inRow) =>
            {
                var target = new Span<byte>((byte*)output + row * size.Z, (int)size.Z);
                target.Fill(1);
                foreach (var run in inRow.Span)
                {
                    if (isOpen[firstRun++])
                    {
                        target[run.Start..run.End].Clear();
                    }
                }
            });
        }
    }

    /// <summary>Which runs belong to a component that touches the border.</summary>
    private static bool[] FindOpen(Runs<byte> runs, Shape3 size)
    {
        var isOpen = new bool[runs.Count];
        runs.ForEachRow((row, firstRun, inRow) =>
        {
            var (x, y) = Math.DivRem(row, size.Y);
            var isBorder = (size.Rank >= 2 && (x == 0 || x == size.X - 1)) || (size.Rank == 3 && (y == 0 || y == size.Y - 1));
            foreach (var run in inRow.Span)
            {
                isOpen[firstRun++] = isBorder || run.Start == 0 || run.End == size.Z;
            }
        });
        // What a run knows goes up to the root of its component, then down again; parents come before their children.
        for (var i = isOpen.Length - 1; i >= 0; i--)
        {
            isOpen[runs.Parent(i)] |= isOpen[i];
        }
        for (var i = 0; i < isOpen.Length; i++)
        {
            isOpen[i] = isOpen[runs.Parent(i)];
        }
        return isOpen;
    }

    private static void ErodeRow(byte* center, long row, Shape3 size, byte* result, bool border)
    {
        var (x, y) = Math.DivRem(row, size.Y);
        var (before, after) = size.Rank >= 2 ? (x > 0, x < size.X - 1) : (true, true);
        var (above, below) = size.Rank == 3 ? (y > 0, y < size.Y - 1) : (true, true);
        var count = (int)size.Z;
        if (!border && !(before && after && above && below))
        {
            new Span<byte>(result, count).Clear();
            return;
        }
        // Beyond the image all is inside, so the row stands for the neighbour that it lacks.
        var a = size.Rank >= 2 && before ? center - size.Slice : center;
        var b = size.Rank >= 2 && after ? center + size.Slice : center;
        var c = size.Rank == 3 && above ? center - size.Z : center;
        var d = size.Rank == 3 && below ? center + size.Z : center;
        var k = 1;
        for (; k <= count - 1 - Vector256<byte>.Count; k += Vector256<byte>.Count)
        {
            var isOut = IsZero(center + k) | IsZero(center + k - 1) | IsZero(center + k + 1) | IsZero(a + k) | IsZero(b + k) | IsZero(c + k) | IsZero(d + k);
            Vector256.AndNot(Vector256<byte>.One, isOut).Store(result + k);
        }
        for (; k < count - 1; k++)
        {
            result[k] = Stays(k, center[k - 1] != 0, center[k + 1] != 0);
        }
        result[0] = Stays(0, border, count > 1 ? center[1] != 0 : border);
        if (count > 1)
        {
            result[count - 1] = Stays(count - 1, center[count - 2] != 0, border);
        }

        byte Stays(int at, bool left, bool right)
            => left && right && center[at] != 0 && a[at] != 0 && b[at] != 0 && c[at] != 0 && d[at] != 0 ? (byte)1 : (byte)0;

        static Vector256<byte> IsZero(byte* at) => Vector256.Equals(Vector256.Load(at), Vector256<byte>.Zero);
    }
}
