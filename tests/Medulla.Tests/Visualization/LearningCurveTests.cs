using Medulla.Visualization;

namespace Medulla.Tests.Visualization;

public class LearningCurveTests
{
    [Fact]
    public void LearningCurve_IsAPictureOfTheSizeAskedFor()
    {
        using var picture = LearningCurve.Of([1, 0.5, 0.3], [(1, 0.4), (3, 0.8)], best: 3, width: 640, height: 400).Decode();
        Assert.Equal((640, 400), (picture.Width, picture.Height));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningCurve.Of([1], [], width: 100));
    }

    [Fact]
    public void LossMetricAndBest_AreEachSeen()
    {
        byte[] Bytes(double[] losses, (double, double)[] scores, int? best = null, string metric = "dice")
        {
            using var picture = LearningCurve.Of(losses, scores, best, metric).Decode();
            return picture.Bytes;
        }
        byte[][] pictures =
        [
            Bytes([], []), Bytes([1, 0.5], []), Bytes([], [(1, 0.4)]), Bytes([1, 0.5], [(1, 0.4)]), Bytes([1, 0.5], [(1, 0.4)], 1),
            Bytes([1, 0.5], [(1, 0.4)], 1, "hausdorff"), Bytes([1, double.NaN, 0.5], []), Bytes([1, 0.7, 0.5], []),
        ];
        Assert.Equal(pictures.Length, pictures.Select(Convert.ToBase64String).Distinct().Count());
    }

    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.23, 1.41, "0.2 0.4 0.6 0.8 1.0 1.2 1.4 1.6")]
    [InlineData(3, 3, "1.5 2.0 2.5 3.0 3.5 4.0 4.5")]
    [InlineData(-0.4, 0.4, "-0.4 -0.2 0.0 0.2 0.4")]
    [InlineData(1e-5, 3e-5, "1e-5 1.5e-5 2e-5 2.5e-5 3e-5")]
    [InlineData(0, 0, "0.0 0.2 0.4 0.6 0.8 1.0")]
    public void Axis_HasRoundTicksAroundItsValues(double low, double high, string expected)
    {
        var axis = Axis.Of([low, high, double.NaN], 8);
        Assert.Equal(expected, string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.True(axis.Share(low) > -1e-6 && axis.Share(high) < 1 + 1e-6);
    }

    [Fact]
    public void AxisOfEpochs_HasWholeTicks()
        => Assert.Equal(["0", "1", "2"], Axis.Of([1], 10, whole: true) is var axis ? axis.Ticks.Select(axis.Text) : []);
}
