using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class DistanceTransformTests
{
    public static TheoryData<double, double[], long[]> Cases => new()
    {
        { 0.7, [], [50] },
        { 0.9, [1.5, 0.5], [14, 19] },
        { 0.95, [], [9, 8, 17] },
        { 0.6, [0.8, 1.3, 3], [9, 8, 10] },
        { 0.999, [1, 2, 1], [3, 40, 33] },
        { 0.9995, [0.7, 1], [300, 20] },   // features out of reach of a search nearby
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Distances_AreThoseToTheNearestVoxelOutside(double share, double[] spacing, long[] shape)
    {
        var mask = Voxels.Random(shape, share, seed: 1);
        mask[mask.Length / 3] = 0;
        var expected = BruteForce(mask, shape, spacing);
        var single = new float[mask.Length];
        DistanceTransform.ToBackground(mask, shape, spacing, single.AsSpan());
        var (twofold, nearest) = (new double[mask.Length], new int[mask.Length]);
        DistanceTransform.ToBackground(mask, shape, spacing, twofold.AsSpan());
        AssertClose(expected, twofold, 1e-12);
        AssertClose(expected, [.. single.Select(d => (double)d)], 1e-6);
        DistanceTransform.ToBackground(mask, shape, spacing, twofold.AsSpan(), nearest);
        AssertClose(expected, twofold, 1e-12);
        for (var i = 0; i < mask.Length; i++)
        {
            Assert.Equal(0, mask[nearest[i]]);
            Assert.Equal(expected[i], Distance(i, nearest[i], shape, spacing), 1e-9);
        }
    }

    [Fact]
    public void ManyThreads_AgreeWithNearestFeatures()
    {
        long[] shape = [60, 50, 40];
        var mask = Voxels.Random(shape, 0.999, seed: 2);
        var (distances, nearest) = (new float[mask.Length], new int[mask.Length]);
        DistanceTransform.ToBackground<float>(mask, shape, [1, 2, 0.5], distances);
        DistanceTransform.ToBackground<float>(mask, shape, [1, 2, 0.5], new float[mask.Length], nearest);
        for (var i = 0; i < mask.Length; i++)
        {
            Assert.Equal(Distance(i, nearest[i], shape, [1, 2, 0.5]), distances[i], 1e-5);
        }
    }

    [Fact]
    public void ToFeatures_IsToBackgroundOfTheOpposite()
    {
        long[] shape = [11, 12];
        var features = Voxels.Random(shape, 0.1, seed: 3);
        var (a, b) = (new float[features.Length], new float[features.Length]);
        DistanceTransform.ToFeatures(features, shape, [2, 1], a.AsSpan());
        DistanceTransform.ToBackground([.. features.Select(f => (byte)(1 - f))], shape, [2, 1], b.AsSpan());
        Assert.Equal(a, b);
    }

    [Fact]
    public void WithoutFeatures_DistancesAreInfinite()
    {
        var (distances, nearest) = (new double[12], new int[12]);
        DistanceTransform.ToFeatures(new byte[12], [2, 2, 3], [], distances.AsSpan(), nearest);
        Assert.All(distances, d => Assert.Equal(double.PositiveInfinity, d));
        Assert.All(nearest, n => Assert.Equal(-1, n));
    }

    [Fact]
    public void OneFeature_GivesPythagoras()
    {
        // From voxel (0, 0) to (3, 2) with steps of 1 and 2: sqrt(3^2 + 4^2) = 5.
        var features = new byte[12];
        features[0] = 1;
        var distances = new float[12];
        DistanceTransform.ToFeatures(features, [4, 3], [1, 2], distances.AsSpan());
        Assert.Equal(5, distances[11]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void SpacingNotAboveZero_IsRejected(double spacing)
        => Assert.Contains("above 0", Assert.Throws<ArgumentException>(
            () => DistanceTransform.ToFeatures(new byte[4], [2, 2], [1, spacing], new float[4].AsSpan())).Message);

    [Fact]
    public void SpansThatDoNotFit_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => DistanceTransform.ToFeatures(new byte[4], [2, 2], [1], new float[4].AsSpan()));
        Assert.Throws<ArgumentException>(() => DistanceTransform.ToFeatures(new byte[4], [2, 2], [], new float[5].AsSpan()));
        Assert.Throws<ArgumentException>(() => DistanceTransform.ToFeatures(new byte[4], [2, 2], [], new float[4].AsSpan(), new int[3]));
    }

    private static double[] BruteForce(byte[] mask, long[] shape, double[] spacing)
    {
        int[] zeros = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0)];
        return [.. Enumerable.Range(0, mask.Length).Select(i => zeros.Min(zero => Distance(i, zero, shape, spacing)))];
    }

    private static double Distance(int a, int b, long[] shape, double[] spacing)
    {
        var (from, to) = (Voxels.Index(a, shape), Voxels.Index(b, shape));
        var sum = 0.0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var step = (from[axis] - to[axis]) * (spacing.Length == 0 ? 1 : spacing[axis]);
            sum += step * step;
        }
        return Math.Sqrt(sum);
    }

    private static void AssertClose(double[] expected, double[] found, double relative)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], relative * Math.Max(1, expected[i]));
        }
    }
}
