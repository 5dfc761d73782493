using Medulla.Imaging.Kernels;
using Medulla.Metrics;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class HausdorffDistanceMetricTests
{
    /// <summary>A mask [1, 1, 5, 10] that is set at (row, column).</summary>
    private static Tensor Mask(params (int Row, int Column)[] set)
    {
        var mask = zeros(1, 1, 5, 10);
        foreach (var (row, column) in set)
        {
            mask[0, 0, row, column] = tensor(1f);
        }
        return mask;
    }

    [Fact]
    public void Score_IsTheLargestDistanceEitherWay()
    {
        // (0, 0) is itself in the label; the label's (3, 4) is 5 away from it.
        using var scope = NewDisposeScope();
        var (predicted, truth) = (Mask((0, 0)), Mask((0, 0), (3, 4)));

        Assert.Equal(5, Score(predicted, truth));
        Assert.Equal(0, HausdorffDistanceMetric.ComputeHausdorffDistance(predicted, truth, directed: true).item<float>());
        Assert.Equal(5, HausdorffDistanceMetric.ComputeHausdorffDistance(truth, predicted, directed: true).item<float>());
    }

    [Fact]
    public void Spacing_IsTheLengthOfAStep()
    {
        // 3 rows of 2 mm and 4 columns of 0.5 mm: sqrt(6^2 + 2^2).
        using var scope = NewDisposeScope();
        using var metric = new HausdorffDistanceMetric(includeBackground: true);
        var (predicted, truth) = (Mask((0, 0)), Mask((3, 4)));

        Assert.Equal(Math.Sqrt(40), metric.Call(predicted, truth, [2, 0.5]).item<float>(), 5);
        Assert.Equal(10, metric.Call([predicted[0]], [truth[0]], [2]).item<float>(), 5);
        Assert.Equal(2, metric.GetBuffer().shape[0]);
    }

    [Theory]
    [InlineData(DistanceMetric.Euclidean, 5)]
    [InlineData(DistanceMetric.Chessboard, 4)]
    [InlineData(DistanceMetric.Taxicab, 7)]
    public void DistanceMetric_DecidesHowToCount(DistanceMetric metric, float wanted)
    {
        using var scope = NewDisposeScope();

        Assert.Equal(wanted, HausdorffDistanceMetric.ComputeHausdorffDistance(Mask((0, 0)), Mask((3, 4)), distanceMetric: metric).item<float>());
    }

    [Fact]
    public void Percentile_LiesBetweenNeighbours()
    {
        // Distances from columns 0..4 to column 0: 0, 1, 2, 3, 4. 90 % of the way is at 3.6.
        using var scope = NewDisposeScope();
        var predicted = Mask((2, 0), (2, 1), (2, 2), (2, 3), (2, 4));

        var score = HausdorffDistanceMetric.ComputeHausdorffDistance(predicted, Mask((2, 0)), percentile: 90, directed: true);

        Assert.Equal(3.6f, score.item<float>(), 5);
    }

    [Fact]
    public void EmptyMasks_AreInfinitelyFarOrHaveNoScore()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(float.PositiveInfinity, Score(Mask((1, 1)), Mask()));
        Assert.Equal(float.PositiveInfinity, Score(Mask(), Mask((1, 1))));
        Assert.Equal(float.NaN, Score(Mask(), Mask()));
    }

    [Fact]
    public void Background_IsLeftOut()
    {
        using var scope = NewDisposeScope();
        var predicted = cat([Mask((0, 0)), Mask((1, 1))], 1);
        var truth = cat([Mask((4, 9)), Mask((1, 4))], 1);

        Assert.Equal([3f], HausdorffDistanceMetric.ComputeHausdorffDistance(predicted, truth).AsSpan<float>().ToArray());
        Assert.Equal(2, HausdorffDistanceMetric.ComputeHausdorffDistance(predicted, truth, includeBackground: true).shape[1]);
    }

    [Fact]
    public void Scores_AreReduced()
    {
        // 3 and nothing: the mean is 3, of one score.
        using var scope = NewDisposeScope();
        using var metric = new HausdorffDistanceMetric(includeBackground: true, getNotNans: true);
        metric.Call(cat([Mask((0, 0)), Mask()], 0), cat([Mask((3, 0)), Mask()], 0));

        var (score, notNans) = ((Tensor, Tensor))metric.Aggregate();

        Assert.Equal(3, score.item<float>());
        Assert.Equal(1, notNans.item<float>());
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var metric = new HausdorffDistanceMetric(includeBackground: true);
        using var mask = ones(1, 2, 4, 4);

        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            metric.Call(mask, mask).Dispose();
            metric.Call(mask, mask, [2]).Dispose();
            metric.Reset();
        }));
    }

    [Fact]
    public void ShapesThatDiffer_AreRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("y_pred is [1, 1, 4] and y [1, 1, 5]", Assert.Throws<ArgumentException>(() => Score(zeros(1, 1, 4), zeros(1, 1, 5))).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void PercentileOutOfRange_IsRejected(double percentile)
    {
        using var scope = NewDisposeScope();

        Assert.Contains("percentile", Assert.Throws<ArgumentException>(() => new HausdorffDistanceMetric(percentile: percentile)).Message);
        Assert.Contains("percentile", Assert.Throws<ArgumentException>(
            () => HausdorffDistanceMetric.ComputeHausdorffDistance(Mask(), Mask(), percentile: percentile)).Message);
    }

    [Fact]
    public void SpacingForAnotherNumberOfAxes_IsRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("spacing is [1, 2, 3]", Assert.Throws<ArgumentException>(
            () => HausdorffDistanceMetric.ComputeHausdorffDistance(Mask(), Mask(), spacing: [1, 2, 3])).Message);
    }

    private static float Score(Tensor predicted, Tensor truth) => HausdorffDistanceMetric.ComputeHausdorffDistance(predicted, truth).item<float>();
}
