using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms;

public class StretchingTests
{
    public static TheoryData<Interpolation, bool> Ways => new()
    {
        { Interpolation.Nearest, false }, { Interpolation.NearestExact, false }, { Interpolation.Area, false },
        { Interpolation.Linear, false }, { Interpolation.Linear, true }, { Interpolation.Cubic, false }, { Interpolation.Cubic, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Kernels_AgreeWithLibtorch(Interpolation way, bool alignCorners)
    {
        (long[] From, long[] To)[] cases = [([7, 9], [13, 4]), ([6, 5], [1, 20]), ([1, 8], [3, 8]), ([5, 6, 7], [8, 3, 7]), ([9, 4, 5], [3, 9, 11]), ([12], [5])];
        foreach (var (from, to) in cases.Where(c => way != Interpolation.Cubic || c.From.Length == 2))
        {
            var image = Images.Turned(1, 3, from).Data;
            var expected = Stretching.WithLibtorch(image, to, way, alignCorners);
            var found = Stretching.ToSize(image, to, way, alignCorners);
            Assert.True(found.allclose(expected, 1e-4, 1e-3), $"[{string.Join(", ", from)}] to [{string.Join(", ", to)}]: {(found - expected).abs().max().item<float>()}");
        }
    }

    [Fact]
    public void FourSpatialAxes_AreRejected()
        => Assert.Contains("4 spatial axes", Assert.Throws<ArgumentException>(
            () => Stretching.ToSize(zeros([1, 2, 2, 2, 2]), [4, 4, 4, 4], Interpolation.Linear)).Message);

    [Theory]
    [InlineData(Interpolation.Spline2)]
    [InlineData(Interpolation.Spline5)]
    public void SplinesWithoutACounterpart_AreRejected(Interpolation spline)
        => Assert.Contains("0, 1 and 3", Assert.Throws<ArgumentException>(() => Stretching.ToSize(zeros(1, 4), [8], spline)).Message);

    [Fact]
    public void Area_KeepsTheSum_OfAWholeFraction()
    {
        var image = Images.Turned(2, 1, 8, 6, 4).Data;
        Assert.Equal(image.mean().item<float>(), Stretching.ToSize(image, [4, 3, 2], Interpolation.Area).mean().item<float>(), 1e-3);
    }
}
