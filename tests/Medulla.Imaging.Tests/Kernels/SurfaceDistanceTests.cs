using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public sealed class SurfaceDistanceTests
{
    [Fact]
    public void Edges_OfASolidBlock_AreItsShell()
    {
        // 4^3 voxels at the corner of 6^3: the shell is 64 - 2^3 = 56.
        long[] shape = [6, 6, 6];
        var mask = Block(shape, start: 0, size: 4);

        var edges = SurfaceDistance.Edges(mask, shape);

        Assert.Equal(56, edges.Count(voxel => voxel == 1));
        Assert.Equal(0, edges[(2 * 6 + 2) * 6 + 2]);
    }

    [Theory]
    [InlineData(new long[] { 40 })]
    [InlineData(new long[] { 12, 9 })]
    [InlineData(new long[] { 8, 7, 6 })]
    public void Edges_AreMaskVoxelsWithAFaceNeighbourOutside(long[] shape)
    {
        var mask = Voxels.Random(shape, 0.8, seed: 5);

        var edges = SurfaceDistance.Edges(mask, shape);

        for (var i = 0; i < mask.Length; i++)
        {
            Assert.Equal(mask[i] != 0 && Neighbours(i, shape).Any(n => n is null || mask[n.Value] == 0), edges[i] == 1);
        }
    }

    [Theory]
    [InlineData(new long[] { 9, 12, 10 }, new double[] { 2, 1, 0.5 })]
    [InlineData(new long[] { 16, 14 }, new double[0])]
    public void Distances_AreThoseOfTryingEverySurfaceVoxel(long[] shape, double[] spacing)
    {
        // Both masks stay away from the border, so that cropping has something to cut off.
        byte[] Inner(int seed) => [.. Voxels.Random(shape, 0.4, seed).Select((v, i) => Voxels.Index(i, shape).Zip(shape).All(p => p.First > 1 && p.First < p.Second - 3) ? v : (byte)0)];
        var (a, b) = (Inner(1), Inner(2));
        var (edgesA, edgesB) = (SurfaceDistance.Edges(a, shape), SurfaceDistance.Edges(b, shape));

        var (forward, backward) = SurfaceDistance.Between(a, b, shape, spacing);

        Assert.Equal(Oracle(edgesA, edgesB), forward, Near);
        Assert.Equal(Oracle(edgesB, edgesA), backward, Near);

        float[] Oracle(byte[] from, byte[] to)
            => [.. Voxels.Nearest(to, shape, Voxels.Euclidean(spacing)).Where((_, i) => from[i] != 0)];
        static bool Near(float x, float y) => Math.Abs(x - y) <= 1e-5f * (1 + x);
    }

    [Fact]
    public void Metric_DecidesHowToCount()
    {
        // Single voxels at (0, 0) and (2, 3): sqrt(13), 3 and 5.
        long[] shape = [3, 4];
        var (a, b) = (new byte[12], new byte[12]);
        (a[0], b[11]) = (1, 1);

        float One(DistanceMetric metric) => Assert.Single(SurfaceDistance.Between(a, b, shape, [], metric).Forward);

        Assert.Equal(Math.Sqrt(13), One(DistanceMetric.Euclidean), 6);
        Assert.Equal(3, One(DistanceMetric.Chessboard));
        Assert.Equal(5, One(DistanceMetric.Taxicab));
    }

    [Fact]
    public void OneEmptyMask_IsInfinitelyFar()
    {
        var mask = Block([4, 4], start: 0, size: 2);

        var (forward, backward) = SurfaceDistance.Between(mask, new byte[16], [4, 4], []);

        Assert.Equal(4, forward.Length);
        Assert.All(forward, distance => Assert.Equal(float.PositiveInfinity, distance));
        Assert.All(backward, distance => Assert.Equal(float.PositiveInfinity, distance));
    }

    [Fact]
    public void TwoEmptyMasks_HaveNoDistances()
    {
        var (forward, backward) = SurfaceDistance.Between(new byte[9], new byte[9], [3, 3], []);

        Assert.Empty(forward);
        Assert.Empty(backward);
    }

    [Fact]
    public void MasksOfAnotherSize_AreRejected()
    {
        var error = Assert.Throws<ArgumentException>(() => SurfaceDistance.Between(new byte[9], new byte[8], [3, 3], []));

        Assert.Contains("9 and 8 voxels", error.Message);
    }

    private static byte[] Block(long[] shape, long start, long size)
        => [.. Enumerable.Range(0, (int)Voxels.Count(shape)).Select(i => Voxels.Index(i, shape).All(at => at >= start && at < start + size) ? (byte)1 : (byte)0)];

    /// <summary>The face neighbours; null for those beyond the image.</summary>
    private static IEnumerable<int?> Neighbours(int flat, long[] shape)
    {
        var index = Voxels.Index(flat, shape);
        var stride = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            yield return index[axis] > 0 ? flat - stride : null;
            yield return index[axis] < shape[axis] - 1 ? flat + stride : null;
            stride *= (int)shape[axis];
        }
    }
}
