using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public sealed class DistanceTransformTests
{
    public static TheoryData<long[], double[], double> Volumes => new()
    {
        { [1], [], 1 },
        { [13], [2.5], 0.2 },
        { [1, 9], [1, 3], 0.3 },
        { [17, 5], [], 0.1 },
        { [7, 20], [0.5, 4], 0.02 },
        { [6, 7, 8], [], 0.01 },
        { [9, 4, 19], [3, 1, 0.4], 0.01 },
        { [5, 18, 33], [0.7, 0.7, 5], 0.002 },     // more than one block of lines
        { [12, 40, 35], [1, 1, 1], 0.001 },        // enough voxels for several threads
    };

    [Theory]
    [MemberData(nameof(Volumes))]
    public void Distances_AreThoseOfTryingEveryFeature(long[] shape, double[] spacing, double share)
    {
        var features = Voxels.Random(shape, share, seed: shape.Length);
        features[features.Length / 2] = 1;
        var distances = new float[features.Length];

        DistanceTransform.ToFeatures(features, shape, spacing, distances);

        var wanted = Voxels.Nearest(features, shape, Voxels.Euclidean(spacing));
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], distances[i], 1e-5 * (1 + wanted[i]));
        }
    }

    [Fact]
    public void NoFeatures_AreInfinitelyFar()
    {
        var distances = new float[24];

        DistanceTransform.ToFeatures(new byte[24], [2, 3, 4], [], distances);

        Assert.All(distances, distance => Assert.Equal(float.PositiveInfinity, distance));
    }

    [Fact]
    public void OneFeature_GivesPythagoras()
    {
        // From voxel (0, 0) to (3, 2) with steps of 1 and 2: sqrt(3^2 + 4^2) = 5.
        var features = new byte[12];
        features[0] = 1;
        var distances = new float[12];

        DistanceTransform.ToFeatures(features, [4, 3], [1, 2], distances);

        Assert.Equal(5, distances[11]);
    }

    [Fact]
    public void ShapeOfAnotherSize_IsRejected()
    {
        var error = Assert.Throws<ArgumentException>(() => DistanceTransform.ToFeatures(new byte[8], [3, 3], [], new float[8]));

        Assert.Contains("8 voxels", error.Message);
    }

    [Fact]
    public void FourAxes_AreRejected()
        => Assert.Contains("4 axes", Assert.Throws<ArgumentException>(() => DistanceTransform.ToFeatures(new byte[1], [1, 1, 1, 1], [], new float[1])).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void SpacingNotAbove0_IsRejected(double step)
        => Assert.Contains("spacing", Assert.Throws<ArgumentException>(() => DistanceTransform.ToFeatures(new byte[1], [1], [step], new float[1])).Message);
}
