using Medulla.Metrics;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class DiceMetricTests
{
    /// <summary>Class numbers of one item with six voxels.</summary>
    private static Tensor Predicted => tensor([0L, 0, 1, 1, 2, 2], [1, 1, 6]);

    private static Tensor Truth => tensor([0L, 1, 1, 1, 0, 0], [1, 1, 6]);

    [Fact]
    public void Score_IsTwiceTheSharedVoxels()
    {
        // Class 0: 2 * 1 / (2 + 3). Class 1: 2 * 2 / (2 + 3). Class 2: the label has none.
        using var scope = NewDisposeScope();

        var scores = DiceMetric.ComputeDice(Predicted, Truth, numClasses: 3);

        Assert.Equal([0.4f, 0.8f, float.NaN], scores.AsSpan<float>().ToArray());
    }

    [Fact]
    public void OneHotMasks_ScoreLikeClassNumbers()
    {
        using var scope = NewDisposeScope();
        var (predicted, truth) = (Medulla.Networks.OneHot.Of(Predicted, 3), Medulla.Networks.OneHot.Of(Truth, 3));
        var wanted = DiceMetric.ComputeDice(Predicted, Truth, numClasses: 3).AsSpan<float>().ToArray();

        Assert.Equal(wanted, DiceMetric.ComputeDice(predicted, truth).AsSpan<float>().ToArray());
        Assert.Equal(wanted, DiceMetric.ComputeDice(predicted, Truth).AsSpan<float>().ToArray());
    }

    [Fact]
    public void EmptyLabel_ScoresByThePrediction_UnlessIgnored()
    {
        // Class 2 is predicted but not there: 0. Class 3 is neither: 1.
        using var scope = NewDisposeScope();

        var scores = DiceMetric.ComputeDice(Predicted, Truth, includeBackground: false, ignoreEmpty: false, numClasses: 4);

        Assert.Equal([0.8f, 0, 1], scores.AsSpan<float>().ToArray());
    }

    [Fact]
    public void SingleChannel_IsAMask()
    {
        // 2 * 1 / (2 + 1).
        using var scope = NewDisposeScope();

        var score = DiceMetric.ComputeDice(tensor([1f, 1, 0, 0], [1, 1, 4]), tensor([1f, 0, 0, 0], [1, 1, 4]), includeBackground: false);

        Assert.Equal(2 / 3f, score.item<float>(), 6);
    }

    [Fact]
    public void Calls_AddUp()
    {
        // First item: class 0 is 2 * 1 / (2 + 2), class 1 is 2 * 2 / (2 + 3). The second one is right: 1 and 1.
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric(numClasses: 2);

        metric.Call(tensor([0L, 0, 1, 1, 9], [1, 1, 5]), tensor([0L, 1, 1, 1, 0], [1, 1, 5]));
        metric.Call([Truth[0]], [Truth[0]]);

        Assert.Equal([0.5f, 0.8f, 1, 1], metric.GetBuffer().AsSpan<float>().ToArray());
        Assert.Equal((0.65 + 1) / 2, metric.Mean(), 6);
        Assert.Equal([0.75f, 0.9f], ((Tensor)metric.Aggregate(MetricReduction.MeanBatch)).AsSpan<float>().ToArray());
    }

    [Fact]
    public void Reset_ForgetsTheScores()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric(numClasses: 2);
        metric.Call(Truth, 1 - Truth);

        metric.Reset();
        metric.Call(Truth, Truth);

        Assert.Equal(1, metric.Mean());
    }

    [Fact]
    public void ItemsOfDifferentSize_AreScoredOneByOne()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric();

        var scores = metric.Call([ones(2, 3), ones(2, 5, 4)], [ones(2, 3), zeros(2, 5, 4)]);

        Assert.Equal([1, 1, float.NaN, float.NaN], scores.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Names_GoWithTheClasses()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric(
            includeBackground: false, reduction: MetricReduction.MeanBatch, getNotNans: true, numClasses: 3, returnWithLabel: (string[])["liver", "spleen"]);
        metric.Call(Predicted, Truth);

        var (scores, notNans) = ((object, Tensor))metric.Aggregate();

        Assert.Equal(new Dictionary<string, object> { ["liver"] = 0.8, ["spleen"] = 0.0 }, (Dictionary<string, object>)scores);
        Assert.Equal([1f, 0], notNans.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Scores_OutliveTheScopeOfTheCall()
    {
        using var metric = new DiceMetric(numClasses: 2);
        using (NewDisposeScope())
        {
            metric.Call(Truth, Truth);
        }

        Assert.Equal(1, metric.Mean());
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var metric = new DiceMetric(numClasses: 3);
        using var truth = Truth;

        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            metric.Call(truth, truth).Dispose();
            metric.Mean();
            metric.Reset();
        }));
    }

    [Fact]
    public void NoScores_CannotBeAggregated()
    {
        using var metric = new DiceMetric();

        Assert.Contains("DiceMetric: there are no scores", Assert.Throws<InvalidOperationException>(() => metric.Aggregate()).Message);
    }

    [Fact]
    public void MissingSpatialAxes_AreRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric();

        Assert.Contains("y_pred is [2, 3]", Assert.Throws<ArgumentException>(() => metric.Call(zeros(2, 3), zeros(2, 3))).Message);
    }

    [Fact]
    public void LabelOfAnotherShape_IsRejected()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => DiceMetric.ComputeDice(zeros(1, 2, 4), zeros(1, 2, 5)));

        Assert.Contains("[1, 2, 4] and y [1, 2, 5]", error.Message);
    }

    [Fact]
    public void UnequalLists_AreRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric();

        Assert.Contains("2 predictions and 1 labels", Assert.Throws<ArgumentException>(() => metric.Call([ones(1, 2), ones(1, 2)], [ones(1, 2)])).Message);
    }
}
