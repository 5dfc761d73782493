using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// The median over a box around each voxel, on all cores. A sorting network (Batcher, Sorting networks and their applications, 1968),
/// of which only what leads to the middle is kept, sorts the boxes of several voxels at a time.
/// </summary>
public static unsafe class MedianFilter
{
    /// <summary>Filters images of one to three axes. Outside the image is its nearest voxel.</summary>
    /// <param name="image">Row-major [C, spatial...], without NaN.</param>
    /// <param name="shape">Voxels along each spatial axis.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="radius">How far the box reaches from its middle, for each axis; at least 0.</param>
    /// <param name="result">Filled; not the image itself.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, they overlap, or there is not a radius of at least 0 for each axis.</exception>
    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<long> shape, int channels, ReadOnlySpan<int> radius, Span<float> result)
    {
        var size = Shape3.Of(nameof(MedianFilter), shape, channels, image.Length, result.Length);
        if (radius.Length != size.Rank || radius.ContainsAnyExceptInRange(0, int.MaxValue))
        {
            throw new ArgumentException($"MedianFilter: the radius is [{string.Join(", ", radius.ToArray())}]; one number of at least 0 for each of {size.Rank} axes is expected.");
        }
        if (image.Overlaps(result))
        {
            throw new ArgumentException("MedianFilter: the result overlaps the image that it is made from; give it memory of its own.");
        }
        Span<int> reach = [0, 0, 0];
        for (var axis = 0; axis < size.Rank; axis++)
        {
            reach[size.Axis(axis)] = radius[axis];
        }
        var (rx, ry, rz) = (reach[0], reach[1], reach[2]);
        var box = (2 * rx + 1) * (2 * ry + 1) * (2 * rz + 1);
        var network = Network(box);
        fixed (float* pinned = image, output = result)
        {
            var input = pinned;
            var target = output;
            Work.Split(channels * size.X * size.Y, size.Z * network.Length, (first, end) =>
            {
                var rows = (2 * rx + 1) * (2 * ry + 1);
                var padded = (int)size.Z + 2 * rz + Vector<float>.Count;
                var lines = new float[rows * padded];
                var wires = new Vector<float>[box];
                for (var row = first; row < end; row++)
                {
                    Gather(input, size, row, rx, ry, rz, lines, padded);
                    for (long z = 0; z < size.Z; z += Vector<float>.Count)
                    {
                        var wire = 0;
                        for (var line = 0; line < rows; line++)
                        {
                            for (var dz = 0; dz <= 2 * rz; dz++)
                            {
                                wires[wire++] = new Vector<float>(lines, line * padded + (int)z + dz);
                            }
                        }
                        foreach (var (low, high) in network)
                        {
                            var (a, b) = (wires[low], wires[high]);
                            wires[low] = Vector.Min(a, b);
                            wires[high] = Vector.Max(a, b);
                        }
                        for (var i = 0; i < Vector<float>.Count && z + i < size.Z; i++)
                        {
                            target[row * size.Z + z + i] = wires[box / 2][i];
                        }
                    }
                }
            });
        }
    }

    /// <summary>Copies the rows around one row, with the outermost voxels repeated on both sides.</summary>
    private static void Gather(float* image, Shape3 size, long row, int rx, int ry, int rz, float[] lines, int padded)
    {
        var (y, x) = (row % size.Y, row / size.Y % size.X);
        var channel = row / (size.X * size.Y) * size.X;
        var line = 0;
        for (var dx = -rx; dx <= rx; dx++)
        {
            for (var dy = -ry; dy <= ry; dy++)
            {
                var at = (channel + Math.Clamp(x + dx, 0, size.X - 1)) * size.Y + Math.Clamp(y + dy, 0, size.Y - 1);
                var source = new ReadOnlySpan<float>(image + at * size.Z, (int)size.Z);
                var target = lines.AsSpan(line++ * padded, padded);
                target[..rz].Fill(source[0]);
                source.CopyTo(target[rz..]);
                target[(rz + source.Length)..].Fill(source[^1]);
            }
        }
    }

    /// <summary>Comparisons that bring the middle of so many values to its place, in order.</summary>
    internal static (int Low, int High)[] Network(int count)
    {
        List<(int Low, int High)> all = [];
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        for (var block = 1; block < size; block *= 2)
        {
            for (var step = block; step >= 1; step /= 2)
            {
                for (var start = step % block; start + step < size; start += 2 * step)
                {
                    for (var i = 0; i < step; i++)
                    {
                        var (low, high) = (start + i, start + i + step);
                        if (high < count && low / (2 * block) == high / (2 * block))
                        {
                            all.Add((low, high));
                        }
                    }
                }
            }
        }
        var needed = new bool[count];
        needed[count / 2] = true;
        List<(int Low, int High)> kept = [];
        foreach (var pair in Enumerable.Reverse(all).Where(pair => needed[pair.Low] || needed[pair.High]))
        {
            needed[pair.Low] = needed[pair.High] = true;
            kept.Add(pair);
        }
        return [.. Enumerable.Reverse(kept)];
    }
}
