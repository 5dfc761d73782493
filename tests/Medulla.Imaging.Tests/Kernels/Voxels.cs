namespace Medulla.Imaging.Tests.Kernels;

/// <summary>Small volumes and the slow, plain way to measure distances in them.</summary>
internal static class Voxels
{
    /// <summary>A mask in which about the given share of voxels is set.</summary>
    public static byte[] Random(long[] shape, double share, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)Count(shape)).Select(_ => random.NextDouble() < share ? (byte)1 : (byte)0)];
    }

    public static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

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
}
