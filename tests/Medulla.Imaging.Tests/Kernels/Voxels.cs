namespace Medulla.Imaging.Tests.Kernels;

/// <summary>Small images, positions in them, and the slow, plain way to measure and to flood them.</summary>
internal static class Voxels
{
    /// <summary>A mask in which about the given share of voxels is set.</summary>
    public static byte[] Random(long[] shape, double share, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)Count(shape)).Select(_ => random.NextDouble() < share ? (byte)1 : (byte)0)];
    }

    public static long Count(params long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The index along each axis.</summary>
    public static long[] Index(long flat, long[] shape)
    {
        var index = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        }
        return index;
    }

    /// <summary>The least distance from each voxel to a feature voxel, tried one by one; the measure takes the differences of indices.</summary>
    public static float[] Nearest(byte[] features, long[] shape, Func<long[], double> measure)
    {
        var set = Enumerable.Range(0, features.Length).Where(i => features[i] != 0).Select(i => Index(i, shape)).ToList();
        return [.. Enumerable.Range(0, features.Length).Select(i =>
        {
            var at = Index(i, shape);
            return set.Count == 0 ? float.PositiveInfinity : (float)set.Min(f => measure([.. f.Zip(at, (a, b) => Math.Abs(a - b))]));
        })];
    }

    /// <summary>Euclidean length of index differences.</summary>
    public static Func<long[], double> Euclidean(double[] spacing)
        => difference => Math.Sqrt(difference.Select((d, axis) => Math.Pow(d * (spacing.Length == 0 ? 1 : spacing[axis]), 2)).Sum());

    /// <summary>Position in memory; -1 beyond the image.</summary>
    public static int Position(long[] index, long[] shape)
        => index.Zip(shape).All(pair => pair.First >= 0 && pair.First < pair.Second)
            ? (int)index.Zip(shape).Aggregate(0L, (position, pair) => position * pair.Second + pair.First)
            : -1;

    /// <summary>Neighbours that differ by one in up to <paramref name="connectivity"/> axes; -1 for those beyond the image.</summary>
    public static List<int> Neighbours(int position, long[] shape, int connectivity)
    {
        List<int> found = [];
        Visit(0, 0, connectivity, true);
        return found;

        void Visit(int axis, long partial, int left, bool isInside)
        {
            if (axis == shape.Length)
            {
                if (left < connectivity)
                {
                    found.Add(isInside ? (int)partial : -1);
                }
                return;
            }
            var index = position / Count(shape[(axis + 1)..]) % shape[axis];
            for (var offset = left > 0 ? -1 : 0; offset <= (left > 0 ? 1 : 0); offset++)
            {
                var moved = index + offset;
                Visit(axis + 1, partial * shape[axis] + moved, offset == 0 ? left : left - 1, isInside && moved >= 0 && moved < shape[axis]);
            }
        }
    }

    /// <summary>The voxels that paths of accepted voxels join to a seed, itself included.</summary>
    public static HashSet<int> Flood(int seed, long[] shape, int connectivity, Func<int, bool> accepts)
    {
        HashSet<int> reached = [seed];
        var open = new Stack<int>([seed]);
        while (open.TryPop(out var position))
        {
            foreach (var neighbour in Neighbours(position, shape, connectivity).Where(n => n >= 0 && accepts(n)))
            {
                if (reached.Add(neighbour))
                {
                    open.Push(neighbour);
                }
            }
        }
        return reached;
    }
}
