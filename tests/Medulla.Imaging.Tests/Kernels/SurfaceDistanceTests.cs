using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class SurfaceDistanceTests
{
    private static readonly long[] Shape = [9, 11, 8];

    [Fact]
    public void ShiftedSlab_IsAwayByTheShift()
    {
        // Rows 0..1 against rows 4..5, both all surface: distances are 3 or 4 rows of 2 mm, over one column of 5 mm each.
        byte[] a = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] b = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
        var (forward, backward) = SurfaceDistance.Between(a, b, [6, 2], [2, 5]);
        Assert.Equal([8, 8, 6, 6], forward);
        Assert.Equal([6, 6, 8, 8], backward);
    }

    [Theory]
    [InlineData(1.5, 0.7, 2.0)]
    [InlineData(2.0, 1.0, 3.0)]
    public void Distances_AreTheLeastOverAllPairsOfSurfaceVoxels(params double[] spacing)
    {
        var (a, b) = (Voxels.Random(Shape, 0.8, seed: 1), Voxels.Random(Shape, 0.03, seed: 2));
        var (forward, backward) = SurfaceDistance.Between(a, b, Shape, spacing);
        var (surfaceA, surfaceB) = (Surface(a), Surface(b));
        Assert.Equal(surfaceA.Select(i => surfaceB.Min(j => Distance(i, j))), forward.Select(d => (double)d), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal(surfaceB.Select(i => surfaceA.Min(j => Distance(i, j))), backward.Select(d => (double)d), (x, y) => Math.Abs(x - y) < 1e-6);

        double Distance(int i, int j) => Math.Sqrt(Voxels.Index(i, Shape).Zip(Voxels.Index(j, Shape)).Zip(
            spacing, (pair, step) => (pair.First - pair.Second) * step * (pair.First - pair.Second) * step).Sum());
    }

    [Fact]
    public void RoomAround_ChangesNothing()
    {
        var (a, b) = (Voxels.Random(Shape, 0.7, seed: 3), Voxels.Random(Shape, 0.7, seed: 4));
        var inside = SurfaceDistance.Between(a, b, Shape, []);
        long[] larger = [14, 13, 12];
        var outside = SurfaceDistance.Between(Embed(a), Embed(b), larger, []);
        Assert.Equal(inside.Forward, outside.Forward);
        Assert.Equal(inside.Backward, outside.Backward);

        byte[] Embed(byte[] mask)
        {
            var result = new byte[Voxels.Count(larger)];
            for (var i = 0; i < mask.Length; i++)
            {
                result[Voxels.Position([.. Voxels.Index(i, Shape).Zip([2, 1, 3], (x, o) => x + o)], larger)] = mask[i];
            }
            return result;
        }
    }

    [Fact]
    public void EqualMasks_AreNowhereApart()
    {
        var mask = Voxels.Random(Shape, 0.5, seed: 5);
        var (forward, backward) = SurfaceDistance.Between(mask, mask, Shape, []);
        Assert.Equal(Surface(mask).Count, forward.Length);
        Assert.All(forward.Concat(backward), d => Assert.Equal(0, d));
    }

    [Fact]
    public void EmptyMask_IsInfinitelyFar()
    {
        byte[] some = [0, 1, 1, 0];
        var infinite = new[] { float.PositiveInfinity, float.PositiveInfinity };
        Assert.Equal((infinite, infinite), SurfaceDistance.Between(some, new byte[4], [4], []), Same);
        Assert.Equal((infinite, infinite), SurfaceDistance.Between(new byte[4], some, [4], []), Same);
        Assert.Equal(([], []), SurfaceDistance.Between(new byte[4], new byte[4], [4], []), Same);

        static bool Same((float[] A, float[] B) x, (float[] A, float[] B) y) => x.A.SequenceEqual(y.A) && x.B.SequenceEqual(y.B);
    }

    [Fact]
    public void Edges_AreTheVoxelsWithAFaceOutside()
    {
        var mask = Voxels.Random(Shape, 0.9, seed: 6);
        Assert.Equal(Surface(mask), Enumerable.Range(0, mask.Length).Where(i => SurfaceDistance.Edges(mask, Shape)[i] != 0));
    }

    [Fact]
    public void Metric_DecidesHowToCount()
    {
        // Single voxels at (0, 0) and (2, 3): sqrt(13), 3 and 5.
        var (a, b) = (new byte[12], new byte[12]);
        (a[0], b[11]) = (1, 1);

        float One(DistanceMetric metric) => Assert.Single(SurfaceDistance.Between(a, b, [3, 4], [], metric).Forward);

        Assert.Equal(Math.Sqrt(13), One(DistanceMetric.Euclidean), 6);
        Assert.Equal(3, One(DistanceMetric.Chessboard));
        Assert.Equal(5, One(DistanceMetric.Taxicab));
    }

    [Fact]
    public void MasksOfDifferentSize_AreRejected()
        => Assert.Throws<ArgumentException>(() => SurfaceDistance.Between(new byte[4], new byte[5], [4], []));

    private static List<int> Surface(byte[] mask)
        => [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] != 0 && Voxels.Neighbours(i, Shape, 1).Any(n => n < 0 || mask[n] == 0))];
}
