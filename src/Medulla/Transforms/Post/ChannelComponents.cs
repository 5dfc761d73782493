using Medulla.Imaging.Kernels;

namespace Medulla.Transforms.Post;

/// <summary>Connected components of volumes with several channels, where the same voxel of the next channel is a neighbour too.</summary>
internal sealed class ChannelComponents
{
    private readonly int[] numbers;
    private readonly List<int> parents = [0];
    private readonly List<long> sizes = [0];

    /// <summary>Finds the components.</summary>
    /// <param name="mask">Row-major [C, spatial...].</param>
    /// <param name="spatial">Voxels along each spatial axis.</param>
    /// <param name="connectivity">Neighbours differ in at most so many axes, that of the channels included.</param>
    public ChannelComponents(ReadOnlySpan<byte> mask, long[] spatial, int connectivity)
    {
        numbers = new int[mask.Length];
        var voxels = checked((int)spatial.Aggregate(1L, (a, b) => a * b));
        for (var start = 0; start < mask.Length; start += voxels)
        {
            var own = numbers.AsSpan(start, voxels);
            var found = ConnectedComponents.Label(mask.Slice(start, voxels), spatial, Math.Min(connectivity, spatial.Length), own);
            var first = parents.Count - 1;
            foreach (var size in found)
            {
                parents.Add(parents.Count);
                sizes.Add(size);
            }
            for (var i = 0; i < voxels; i++)
            {
                own[i] += own[i] > 0 ? first : 0;
            }
        }
        Join(spatial, voxels, connectivity - 1);
    }

    /// <summary>Writes 1 where a component has at least <paramref name="least"/> voxels, 0 elsewhere.</summary>
    public void Keep(Span<byte> result, double least)
    {
        var total = new long[parents.Count];
        for (var i = 1; i < parents.Count; i++)
        {
            total[Root(i)] += sizes[i];
        }
        byte[] kept = [.. Enumerable.Range(0, total.Length).Select(i => (byte)(i > 0 && total[Root(i)] >= least ? 1 : 0))];
        for (var i = 0; i < numbers.Length; i++)
        {
            result[i] = kept[numbers[i]];
        }
    }

    /// <summary>Joins each voxel to those of the next channel that differ in at most <paramref name="reach"/> spatial axes, row by row.</summary>
    private void Join(long[] spatial, int voxels, int reach)
    {
        var length = (int)spatial[^1];
        foreach (var offset in Offsets(spatial.Length).Where(offset => offset.Count(step => step != 0) <= reach))
        {
            var shift = offset[^1];
            for (var start = 0; start < numbers.Length - voxels; start += length)
            {
                if (Neighbour(start % voxels / length, spatial, offset) is { } row)
                {
                    var (from, to) = (Math.Max(0, -shift), Math.Min(length, length - shift));
                    Join(numbers.AsSpan(start + from, to - from), numbers.AsSpan((start / voxels + 1) * voxels + row * length + from + shift, to - from));
                }
            }
        }
    }

    /// <summary>The row that lies an offset away from another; null if it is none of the image's.</summary>
    private static int? Neighbour(int row, long[] spatial, int[] offset)
    {
        var (neighbour, stride) = (0L, 1L);
        for (var axis = spatial.Length - 2; axis >= 0; axis--)
        {
            var position = row % spatial[axis] + offset[axis];
            if (position < 0 || position >= spatial[axis])
            {
                return null;
            }
            neighbour += position * stride;
            stride *= spatial[axis];
            row = (int)(row / spatial[axis]);
        }
        return (int)neighbour;
    }

    private void Join(ReadOnlySpan<int> row, ReadOnlySpan<int> next)
    {
        var (last, lastNext) = (0, 0);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] > 0 && next[i] > 0 && (row[i] != last || next[i] != lastNext))
            {
                (last, lastNext) = (row[i], next[i]);
                parents[Root(lastNext)] = Root(last);
            }
        }
    }

    private int Root(int number)
    {
        while (parents[number] != number)
        {
            number = parents[number] = parents[parents[number]];
        }
        return number;
    }

    private static IEnumerable<int[]> Offsets(int rank)
        => rank == 0 ? [[]] : Offsets(rank - 1).SelectMany(start => new[] { -1, 0, 1 }.Select(step => (int[])[.. start, step]));
}
