using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Imaging.Tests.Kernels.Resampling;

public class SplineResamplerTests
{
    private static readonly Interpolation[] Splines = [.. Enum.GetValues<Interpolation>().Where(i => i >= Interpolation.Spline0)];

    public static TheoryData<Interpolation, SplineBoundary> All
    {
        get
        {
            var data = new TheoryData<Interpolation, SplineBoundary>();
            foreach (var interpolation in Splines.Append(Interpolation.Cubic))
            {
                foreach (var boundary in Enum.GetValues<SplineBoundary>())
                {
                    data.Add(interpolation, boundary);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Curve_RunsThroughTheVoxels(Interpolation interpolation, SplineBoundary boundary)
    {
        // Together with the weights, this is what makes it the interpolating spline: there is only one.
        var image = Image(1, 7 * 6 * 9);
        var target = new float[image.Length];
        SplineResampler.Warp(image, [7, 6, 9], target, [7, 6, 9], 1, Coordinates([7, 6, 9]), interpolation, boundary);
        AssertClose(image, target, 2e-4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AxisByAxis_AgreesWithPointByPoint(Interpolation interpolation, SplineBoundary boundary)
    {
        var image = Image(2, 2 * 5 * 6 * 7);
        var map = Affine.Scaling(1.37, 0.71, -1.13) * Affine.Translation(-1.21, -2.3, -5.17);
        var (first, second) = (new float[2 * 6 * 9 * 8], new float[2 * 6 * 9 * 8]);
        SplineResampler.Resample(image, [5, 6, 7], first, [6, 9, 8], 2, map, interpolation, boundary);
        SplineResampler.Warp(image, [5, 6, 7], second, [6, 9, 8], 2, Coordinates([6, 9, 8], map), interpolation, boundary);
        AssertClose(second, first, 5e-4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Oblique_AgreesWithPointByPoint_InTwoDimensions(Interpolation interpolation, SplineBoundary boundary)
    {
        var image = Image(3, 9 * 8);
        var map = Affine.Create(2, (row, column) => (row, column) switch { (0, 0) => 0.9, (0, 1) => 0.413, (1, 0) => -0.317, (1, 1) => 1.207, _ => -1.711 });
        var (first, second) = (new float[11 * 10], new float[11 * 10]);
        SplineResampler.Resample(image, [9, 8], first, [11, 10], 1, map, interpolation, boundary);
        SplineResampler.Warp(image, [9, 8], second, [11, 10], 1, Coordinates([11, 10], map), interpolation, boundary);
        AssertClose(second, first, 5e-4);
    }

    [Theory]
    [InlineData(Interpolation.Spline2)]
    [InlineData(Interpolation.Spline3)]
    [InlineData(Interpolation.Spline4)]
    [InlineData(Interpolation.Spline5)]
    public void Boundaries_GoOnAsTheirNamesSay(Interpolation interpolation)
    {
        var image = Image(4, 12);
        float At(double x, SplineBoundary boundary)
        {
            var value = new float[1];
            SplineResampler.Warp(image, [12], value, [1], 1, [(float)x], interpolation, boundary);
            return value[0];
        }
        foreach (var x in new[] { 0.25, 1.75, 3.5 })
        {
            Assert.Equal(At(x - 0.5, SplineBoundary.Reflect), At(-x - 0.5, SplineBoundary.Reflect), 1e-4);
            Assert.Equal(At(11.5 - x, SplineBoundary.Reflect), At(11.5 + x, SplineBoundary.Reflect), 1e-4);
            Assert.Equal(At(x, SplineBoundary.Mirror), At(-x, SplineBoundary.Mirror), 1e-4);
            Assert.Equal(At(11 - x, SplineBoundary.Mirror), At(11 + x, SplineBoundary.Mirror), 1e-4);
            Assert.Equal(At(x, SplineBoundary.GridWrap), At(x - 24, SplineBoundary.GridWrap), 1e-4);
            Assert.Equal(At(x, SplineBoundary.Wrap), At(x + 11, SplineBoundary.Wrap), 1e-4);
            Assert.Equal(0, At(-x, SplineBoundary.Constant));
            Assert.Equal(image[0], At(-x - 9, SplineBoundary.Nearest), 1e-3);
            Assert.Equal(0, At(11 + 10 + x, SplineBoundary.GridConstant), 1e-3);
        }
    }

    [Fact]
    public void CubicSpline_OfAnImpulse_IsTheKnownOne()
    {
        // The cardinal cubic spline half-way to its neighbour: sqrt(3) times the sum of (sqrt(3) - 2)^|k| B(1/2 - k), with B = 23/48 at 1/2 and 1/48 at 3/2.
        var image = new float[41];
        image[20] = 1;
        var value = new float[1];
        SplineResampler.Warp(image, [41], value, [1], 1, [20.5f], Interpolation.Spline3, SplineBoundary.Mirror);
        var z = Math.Sqrt(3) - 2;
        var expected = Math.Sqrt(3) * ((1 + z) * 23 / 48 + (z + z * z) / 48);
        Assert.Equal(expected, value[0], 1e-6);
    }

    [Fact]
    public void LinearSpline_AndNearest_AreWhatTheyAreElsewhere()
    {
        // SciPy's own example: arange(12) as 4 x 3, at (0.5, 0.5) and (2, 1).
        float[] image = [.. Enumerable.Range(0, 12)];
        var values = new float[2];
        SplineResampler.Warp(image, [4, 3], values, [1, 2], 1, [0.5f, 2, 0.5f, 1], Interpolation.Spline1, SplineBoundary.Constant);
        Assert.Equal([2, 7], values);
        SplineResampler.Warp(image, [4, 3], values, [1, 2], 1, [0.4f, 1.6f, 0.6f, 1.4f], Interpolation.Spline0, SplineBoundary.Mirror);
        Assert.Equal([1, 7], values);
    }

    [Fact]
    public void CoordinatesThatAreNoNumbers_GiveZeroOrVoxels()
    {
        foreach (var boundary in Enum.GetValues<SplineBoundary>())
        {
            var target = new float[4];
            SplineResampler.Warp([3, 3, 3], [3], target, [4], 1, [float.NaN, float.PositiveInfinity, 1e30f, -1e30f], Interpolation.Spline3, boundary);
            Assert.All(target, v => Assert.True(Math.Abs(v) < 3.1, $"{boundary}: {v}"));
        }
    }

    [Fact]
    public void OtherInterpolations_AreRejected()
        => Assert.Contains("splines and cubic", Assert.Throws<ArgumentException>(() => SplineResampler.Resample(
            new float[4], [4], new float[4], [4], 1, Affine.Identity(1), Interpolation.Linear, SplineBoundary.Mirror)).Message);

    [Fact]
    public void ShapesThatDoNotFit_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => SplineResampler.Resample(new float[4], [4], new float[4], [4], 1, Affine.Identity(2), Interpolation.Spline3, SplineBoundary.Mirror));
        Assert.Throws<ArgumentException>(() => SplineResampler.Resample([], [0], new float[4], [4], 1, Affine.Identity(1), Interpolation.Spline3, SplineBoundary.Mirror));
        Assert.Throws<ArgumentException>(() => SplineResampler.Warp(new float[4], [2, 2], new float[4], [2, 2], 1, new float[4], Interpolation.Spline3, SplineBoundary.Mirror));
    }

    private static float[] Image(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 10))];
    }

    private static float[] Coordinates(long[] shape, Affine? map = null)
    {
        var count = (int)Voxels.Count(shape);
        var points = new float[shape.Length * count];
        for (var i = 0; i < count; i++)
        {
            var index = Voxels.Index(i, shape).Select(x => (double)x).ToArray();
            var point = map?.Apply(index) ?? index;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                points[axis * count + i] = (float)point[axis];
            }
        }
        return points;
    }

    private static void AssertClose(float[] expected, float[] found, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance * (1 + Math.Abs(expected[i])), $"voxel {i}: {expected[i]} was expected, {found[i]} found");
        }
    }
}
