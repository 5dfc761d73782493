using Medulla.Imaging.Kernels;
using Medulla.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class HausdorffDistanceMetricTests
{
    /// <summary>A mask of an image of 8 x 8 pixels, [1, 1, 8, 8].</summary>
    private static Tensor Pixels(params (int Row, int Column)[] pixels)
    {
        var mask = zeros(1, 1, 8, 8);
        foreach (var (row, column) in pixels)
        {
            mask[0, 0, row, column] = 1;
        }
        return mask;
    }

    [Theory]
    [InlineData(DistanceMetric.Euclidean, 5)]      // 3 rows and 4 columns
    [InlineData(DistanceMetric.Chessboard, 4)]
    [InlineData(DistanceMetric.Taxicab, 7)]
    public void TwoPixels_AreTheirDistanceApart(DistanceMetric metric, float expected)
    {
        using var scope = NewDisposeScope();

        var distance = HausdorffDistanceMetric.ComputeHausdorffDistance(Pixels((1, 1)), Pixels((4, 5)), distanceMetric: metric);

        Assert.Equal(expected, distance.item<float>(), 5);
    }

    [Fact]
    public void Spacing_IsInMillimetres_ForEachAxis()
    {
        // 3 rows of 2 mm and 4 columns of 0.5 mm.
        using var scope = NewDisposeScope();
        using var metric = new HausdorffDistanceMetric();

        var distance = metric.Call(Pixels((1, 1)), Pixels((4, 5)), new([2, 0.5]));

        Assert.Equal(MathF.Sqrt(36 + 4), distance.item<float>(), 5);
        Assert.Equal(1, metric.Count);
    }

    [Fact]
    public void Spacing_MayDifferFromImageToImage()
    {
        using var scope = NewDisposeScope();
        using var metric = new HausdorffDistanceMetric();
        var (a, b) = (Pixels((0, 0)).expand(2, 1, 8, 8), Pixels((0, 3)).expand(2, 1, 8, 8));
        var spacing = new VoxelSpacing([[1], [2, 4]]);

        Assert.Equal([3f, 12f], metric.Call(a, b, spacing).flatten().data<float>().ToArray());
        Assert.Equal([3f, 12f], metric.Call(a.unbind(0), b.unbind(0), spacing).flatten().data<float>().ToArray());
    }

    [Fact]
    public void Directed_CountsFromThePredictionAlone()
    {
        // All of the prediction is in the label; the label's farthest pixel is 5 away.
        using var scope = NewDisposeScope();
        var (few, many) = (Pixels((2, 1), (2, 2)), Pixels((2, 1), (2, 2), (2, 7)));

        Assert.Equal(0, HausdorffDistanceMetric.ComputeHausdorffDistance(few, many, directed: true).item<float>());
        Assert.Equal(5, HausdorffDistanceMetric.ComputeHausdorffDistance(few, many).item<float>());
    }

    [Fact]
    public void Percentile_IsInterpolated()
    {
        // Distances to the pixel at column 0: 0, 1, 2, 3; their 50th percentile is 1.5.
        using var scope = NewDisposeScope();

        var distance = HausdorffDistanceMetric.ComputeHausdorffDistance(
            Pixels((0, 0), (0, 1), (0, 2), (0, 3)), Pixels((0, 0)), percentile: 50, directed: true);

        Assert.Equal(1.5f, distance.item<float>(), 5);
    }

    [Fact]
    public void EmptyMask_IsInfinitelyFar_AndTwoAreNothingToScore()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(float.PositiveInfinity, HausdorffDistanceMetric.ComputeHausdorffDistance(Pixels(), Pixels((1, 1))).item<float>());
        Assert.True(float.IsNaN(HausdorffDistanceMetric.ComputeHausdorffDistance(Pixels(), Pixels()).item<float>()));
    }

    [Fact]
    public void Background_IsLeftOut()
    {
        using var scope = NewDisposeScope();
        var classes = cat([1 - Pixels((1, 1)), Pixels((1, 1))], 1);

        Assert.Equal([1L, 1], HausdorffDistanceMetric.ComputeHausdorffDistance(classes, classes).shape);
        Assert.Equal([1L, 2], HausdorffDistanceMetric.ComputeHausdorffDistance(classes, classes, includeBackground: true).shape);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void NaNInAnyClass_IsRejected(int channel)
    {
        using var scope = NewDisposeScope();
        var classes = cat([1 - Pixels((1, 1)), Pixels((1, 1))], 1);
        var spoilt = classes.clone();
        spoilt[0, channel, 1, 1] = float.NaN;

        Assert.Contains("y_pred", Assert.Throws<ArgumentException>(() => HausdorffDistanceMetric.ComputeHausdorffDistance(spoilt, classes)).Message);
    }

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    public void MasksOfAnyType_ScoreAlike(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (few, many) = (Pixels((2, 1), (2, 2)), Pixels((2, 1), (2, 2), (2, 7)));

        Assert.Equal(5, HausdorffDistanceMetric.ComputeHausdorffDistance(few.to_type(type), many.to_type(type)).item<float>());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void PercentileOutOfRange_IsRejected(double percentile)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new HausdorffDistanceMetric(percentile: percentile));

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var metric = new HausdorffDistanceMetric(includeBackground: true);
        using var mask = ones(1, 2, 4, 4);

        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            metric.Call(mask, mask).Dispose();
            metric.Call(mask, mask, 2).Dispose();
            metric.Reset();
        }));
    }

    [Fact]
    public void OtherShape_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new HausdorffDistanceMetric();

        Assert.Contains("[1, 1, 4]", Assert.Throws<ArgumentException>(() => metric.Call(zeros(1, 1, 4), zeros(1, 1, 5))).Message);
    }

    [Fact]
    public void SpacingForAnotherNumberOfAxes_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new HausdorffDistanceMetric();

        Assert.Contains("[1, 1, 1]", Assert.Throws<ArgumentException>(() => metric.Call(Pixels((1, 1)), Pixels((1, 1)), new([1, 1, 1]))).Message);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => metric.Call(Pixels((1, 1)), Pixels((1, 1)), 0)).Message);
    }
}
