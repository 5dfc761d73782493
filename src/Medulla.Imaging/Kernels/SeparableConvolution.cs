using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>Weighs neighbours along each axis in turn, on all cores and in place, as a smoothing filter does. Outside the image is 0.</summary>
public static unsafe class SeparableConvolution
{
    /// <summary>Columns that are filtered together; their copy stays in the cache.</summary>
    private const int Tile = 64;

    /// <summary>Filters images of one to three axes.</summary>
    /// <param name="image">Row-major [C, spatial...]; overwritten.</param>
    /// <param name="shape">Voxels along each spatial axis.</param>
    /// <param name="channels">Number of channels C.</param>
    /// <param name="weights">For each axis an odd number of weights, the middle one for the voxel itself, the first for its lowest neighbour.</param>
    /// <exception cref="ArgumentException">The shape does not fit the span, or there is not an odd number of weights for each axis.</exception>
    public static void Apply(Span<float> image, ReadOnlySpan<long> shape, int channels, IReadOnlyList<float[]> weights)
    {
        var size = Shape3.Of(nameof(SeparableConvolution), shape, channels, image.Length);
        if (weights.Count != size.Rank || weights.Any(w => w.Length % 2 == 0))
        {
            throw new ArgumentException($"SeparableConvolution: weights of {string.Join(", ", weights.Select(w => w.Length))} were given; each of {size.Rank} axes takes an odd number of them.");
        }
        fixed (float* voxels = image)
        {
            for (var axis = 0; axis < size.Rank; axis++)
            {
                var at = size.Axis(axis);
                var inner = at == 0 ? size.Slice : at == 1 ? size.Z : 1;
                if (size.Count == 0 || weights[axis] is [1])
                {
                    continue;
                }
                if (inner == 1)
                {
                    Rows(voxels, channels * size.X * size.Y, size.Z, weights[axis]);
                }
                else
                {
                    Columns(voxels, channels * size.Count / (inner * size[at]), size[at], inner, weights[axis]);
                }
            }
        }
    }

    /// <summary>Along the last axis: row after row.</summary>
    private static void Rows(float* voxels, long rows, long length, float[] weights)
        => Work.Split(rows, length * Cost(weights), (first, end) =>
        {
            var half = weights.Length / 2;
            var padded = new float[length + 2 * half + Vector<float>.Count];
            fixed (float* scratch = padded, weight = weights)
            {
                for (var row = first; row < end; row++)
                {
                    var line = voxels + row * length;
                    new Span<float>(line, (int)length).CopyTo(padded.AsSpan(half));
                    long i = 0;
                    for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                    {
                        var sum = Vector<float>.Zero;
                        for (var k = 0; k < weights.Length; k++)
                        {
                            sum = Vector.FusedMultiplyAdd(Vector.Load(scratch + i + k), new Vector<float>(weight[k]), sum);
                        }
                        sum.Store(line + i);
                    }
                    for (; i < length; i++)
                    {
                        line[i] = Sum(scratch + i, 1, weight, 0, weights.Length);
                    }
                }
            }
        });

    /// <summary>Along another axis: a tile of neighbouring columns at a time.</summary>
    private static void Columns(float* voxels, long outer, long length, long inner, float[] weights)
    {
        var tiles = (inner + Tile - 1) / Tile;
        Work.Split(outer * tiles, length * Math.Min(Tile, inner) * Cost(weights), (first, end) =>
        {
            var copy = new float[length * Tile];
            fixed (float* scratch = copy, weight = weights)
            {
                for (var index = first; index < end; index++)
                {
                    var (image, tile) = Math.DivRem(index, tiles);
                    var columns = voxels + image * length * inner + tile * Tile;
                    FilterTile(columns, length, inner, (int)Math.Min(Tile, inner - tile * Tile), weight, weights.Length, scratch);
                }
            }
        });
    }

    private static void FilterTile(float* columns, long length, long stride, int width, float* weight, int count, float* scratch)
    {
        for (long i = 0; i < length; i++)
        {
            new Span<float>(columns + i * stride, width).CopyTo(new(scratch + i * Tile, Tile));
        }
        var half = count / 2;
        for (long i = 0; i < length; i++)
        {
            var (from, to) = ((int)Math.Max(0, half - i), (int)Math.Min(count, length + half - i));
            var source = scratch + (i - half) * Tile;
            var target = columns + i * stride;
            var column = 0;
            for (; column <= width - Vector<float>.Count; column += Vector<float>.Count)
            {
                var sum = Vector<float>.Zero;
                for (var k = from; k < to; k++)
                {
                    sum = Vector.FusedMultiplyAdd(Vector.Load(source + k * Tile + column), new Vector<float>(weight[k]), sum);
                }
                sum.Store(target + column);
            }
            for (; column < width; column++)
            {
                target[column] = Sum(source + column, Tile, weight, from, to);
            }
        }
    }

    private static float Sum(float* source, int stride, float* weight, int from, int to)
    {
        var sum = 0f;
        for (var k = from; k < to; k++)
        {
            sum = MathF.FusedMultiplyAdd(source[k * stride], weight[k], sum);
        }
        return sum;
    }

    private static long Cost(float[] weights) => 1 + weights.Length / 8;
}
