using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>The median of the box around each voxel, on all cores. Beyond the image its outermost voxels go on.</summary>
public static unsafe class MedianFilter
{
    /// <summary>Filters images of one to three axes.</summary>
    /// <param name="image">Row-major [C, spatial...]; without NaN.</param>
    /// <param name="shape">Voxels along each spatial axis.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="radius">For each axis, how far the box reaches to either side, in voxels, at least 0.</param>
    /// <param name="result">Filled; not the image itself.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, they overlap, or there is not a radius for each axis.</exception>
    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<long> shape, int channels, ReadOnlySpan<int> radius, Span<float> result)
    {
        var size = Shape3.Of(nameof(MedianFilter), shape, channels, image.Length, result.Length);
        if (image.Overlaps(result) || radius.Length != shape.Length || radius.IndexOfAnyInRange(int.MinValue, -1) >= 0)
        {
            throw new ArgumentException(
                $"MedianFilter: radii [{string.Join(", ", radius.ToArray())}] for {shape.Length} axes; one of at least 0 is needed for each, and a result that does not overlap the image.");
        }
        if (size.Count == 0)
        {
            return;
        }
        var (rx, ry, rz) = (size.Rank > 1 ? radius[0] : 0, size.Rank > 2 ? radius[1] : 0, radius[^1]);
        var window = (2 * rx + 1) * (2 * ry + 1) * (2 * rz + 1);
        fixed (float* pinnedImage = image, pinnedResult = result)
        {
            var (input, output) = ((nint)pinnedImage, (nint)pinnedResult);
            Work.Split(channels * size.X * size.Y, size.Z * window * (window / 8 + 1L), (first, end) =>
            {
                var length = size.Z + 2 * rz + Vector<float>.Count;
                var lines = new float[(2 * rx + 1) * (2 * ry + 1) * length];
                var values = new Vector<float>[window];
                for (var row = first; row < end; row++)
                {
                    var y = row % size.Y;
                    var (channel, x) = Math.DivRem(row / size.Y, size.X);
                    var line = 0;
                    for (var i = x - rx; i <= x + rx; i++)
                    {
                        for (var j = y - ry; j <= y + ry; j++)
                        {
                            var source = (channel * size.X + Math.Clamp(i, 0, size.X - 1)) * size.Y + Math.Clamp(j, 0, size.Y - 1);
                            Extend(new((float*)input + source * size.Z, (int)size.Z), lines.AsSpan((int)(line++ * length), (int)length), rz);
                        }
                    }
                    Filter(lines, (int)length, line, rz, values, new((float*)output + row * size.Z, (int)size.Z));
                }
            });
        }
    }

    /// <summary>A line with its ends repeated.</summary>
    private static void Extend(ReadOnlySpan<float> line, Span<float> extended, int radius)
    {
        extended[..radius].Fill(line[0]);
        line.CopyTo(extended[radius..]);
        extended[(radius + line.Length)..].Fill(line[^1]);
    }

    private static void Filter(ReadOnlySpan<float> lines, int length, int count, int radius, Span<Vector<float>> values, Span<float> result)
    {
        Span<float> medians = stackalloc float[Vector<float>.Count];
        for (var at = 0; at < result.Length; at += Vector<float>.Count)
        {
            var n = 0;
            for (var line = 0; line < count; line++)
            {
                for (var offset = 0; offset <= 2 * radius; offset++)
                {
                    values[n++] = new(lines[(line * length + at + offset)..]);
                }
            }
            Median(values).CopyTo(medians);
            medians[..Math.Min(Vector<float>.Count, result.Length - at)].CopyTo(result[at..]);
        }
    }

    /// <summary>
    /// The median of an odd number of values in each lane, by forgetting: among just over half of them neither the smallest nor the
    /// largest is the median, so both go and one more comes.
    /// </summary>
    private static Vector<float> Median(Span<Vector<float>> values)
    {
        if (values.Length == 1)
        {
            return values[0];
        }
        var kept = values.Length / 2 + 2;
        for (var next = kept; ; next++, kept--)
        {
            var (low, high) = (values[0], values[kept - 1]);
            (low, high) = (Vector.Min(low, high), Vector.Max(low, high));
            for (var i = 1; i < kept - 1; i++)
            {
                var value = values[i];
                var above = Vector.Max(low, value);
                low = Vector.Min(low, value);
                values[i] = Vector.Min(high, above);
                high = Vector.Max(high, above);
            }
            if (kept == 3)
            {
                return values[1];
            }
            values[0] = values[next];
        }
    }
}
