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
        for (var i = 0; i < numbers.Length; i++)
        {
            result[i] = (byte)(numbers[i] > 0 && total[Root(numbers[i])] >= least ? 1 : 0);
        }
    }

    /// <summary>Joins each voxel to those of the next channel that differ in at most <paramref name="reach"/> spatial axes.</summary>
    private void Join(long[] spatial, int voxels, int reach)
    {
        var offsets = Offsets(spatial.Length).Where(offset => offset.Count(step => step != 0) <= reach).ToArray();
        var at = new long[spatial.Length];
        for (var i = 0; i < numbers.Length - voxels; i++)
        {
            if (numbers[i] == 0)
            {
                continue;
            }
            var rest = (long)i % voxels;
            for (var axis = spatial.Length - 1; axis >= 0; axis--)
            {
                (rest, at[axis]) = Math.DivRem(rest, spatial[axis]);
            }
            foreach (var offset in offsets)
            {
                var neighbour = 0L;
                for (var axis = 0; axis < spatial.Length && neighbour >= 0; axis++)
                {
                    var position = at[axis] + offset[axis];
                    neighbour = position >= 0 && position < spatial[axis] ? neighbour * spatial[axis] + position : -1;
                }
                if (neighbour >= 0 && numbers[i / voxels * voxels + voxels + neighbour] is > 0 and var other)
                {
                    parents[Root(other)] = Root(numbers[i]);
                }
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
