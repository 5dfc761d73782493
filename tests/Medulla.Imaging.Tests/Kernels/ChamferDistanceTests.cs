using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public sealed class ChamferDistanceTests
{
    [Theory]
    [InlineData(new long[] { 11 }, 0.1)]
    [InlineData(new long[] { 9, 14 }, 0.03)]
    [InlineData(new long[] { 5, 6, 9 }, 0.01)]
    [InlineData(new long[] { 3, 1, 6, 7 }, 0.02)]
    public void Steps_AreThoseOfTryingEveryFeature(long[] shape, double share)
    {
        var features = Voxels.Random(shape, share, seed: 3);
        features[^1] = 1;
        var (chessboard, taxicab) = (new float[features.Length], new float[features.Length]);

        ChamferDistance.ToFeatures(features, shape, diagonal: true, chessboard);
        ChamferDistance.ToFeatures(features, shape, diagonal: false, taxicab);

        Assert.Equal(Voxels.Nearest(features, shape, difference => difference.Max()), chessboard);
        Assert.Equal(Voxels.Nearest(features, shape, difference => difference.Sum()), taxicab);
    }

    [Fact]
    public void NoFeatures_AreInfinitelyFar()
    {
        var distances = new float[6];

        ChamferDistance.ToFeatures(new byte[6], [2, 3], diagonal: true, distances);

        Assert.All(distances, distance => Assert.Equal(float.PositiveInfinity, distance));
    }

    [Fact]
    public void ShapeOfAnotherSize_IsRejected()
        => Assert.Contains("8 voxels", Assert.Throws<ArgumentException>(() => ChamferDistance.ToFeatures(new byte[8], [3, 3], false, new float[8])).Message);
}
