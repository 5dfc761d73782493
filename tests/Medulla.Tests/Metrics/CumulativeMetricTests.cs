using Medulla.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class CumulativeMetricTests
{
    /// <summary>The share of voxels that agree, for each channel.</summary>
    private sealed class VoxelAccuracy() : CumulativeMetric
    {
        protected override Tensor Compute(Tensor yPred, Tensor y) => yPred.eq(y).to_type(ScalarType.Float32).flatten(2).mean([2]);
    }

    [Fact]
    public void Batches_AddUpUntilReset()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();

        metric.Call(zeros(2, 1, 4), zeros(2, 1, 4));                          // 1, 1
        metric.Call(tensor([0f, 0, 1, 1], [1, 1, 4]), zeros(1, 1, 4));        // 0.5
        Assert.Equal(3, metric.Count);
        Assert.Equal(2.5 / 3, metric.Aggregate().Number, 6);

        metric.Reset();
        Assert.Equal(0, metric.Count);
        Assert.Null(metric.GetBuffer());
    }

    [Fact]
    public void List_TakesImagesOfDifferentSizes()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();

        var scores = metric.Call([zeros(1, 4), ones(1, 2, 2)], [zeros(1, 4), zeros(1, 2, 2)]);

        Assert.Equal([1f, 0], scores.flatten().data<float>().ToArray());
        Assert.Equal([2L, 1], metric.GetBuffer()!.shape);
    }

    [Fact]
    public void Score_KeepsNothing()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();

        Assert.Equal(1, metric.Score(zeros(1, 1, 4), zeros(1, 1, 4)).item<float>());
        Assert.Equal(0, metric.Count);
    }

    [Fact]
    public void Scores_OutliveTheScopeTheyWereMadeIn_WithoutGradients()
    {
        using var metric = new VoxelAccuracy();
        using (NewDisposeScope())
        {
            metric.Call(zeros(1, 1, 4).requires_grad_(), zeros(1, 1, 4));
        }
        using var scope = NewDisposeScope();

        Assert.False(metric.GetBuffer()!.requires_grad);
        Assert.Equal(1, metric.Aggregate().Number);
    }

    [Fact]
    public void ScoresFromElsewhere_AreKept()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();

        metric.Append(tensor([1f, 0f]));
        metric.Extend(tensor([0f, 0, 1, 1], [2, 2]));

        Assert.Equal([3L, 2], metric.GetBuffer()!.shape);
        Assert.Equal(0.5, metric.Aggregate(MetricReduction.Mean).Number, 6);
    }

    [Fact]
    public void OtherNumberOfClasses_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();
        metric.Append(tensor([1f, 0f]));

        Assert.Contains("[1, 3]", Assert.Throws<ArgumentException>(() => metric.Append(tensor([1f, 0f, 1f]))).Message);
    }

    [Fact]
    public void PredictionsWithoutLabels_AreRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();

        Assert.Contains("2 predictions and 1 labels", Assert.Throws<ArgumentException>(() => metric.Call([zeros(1, 4), zeros(1, 4)], [zeros(1, 4)])).Message);
    }

    [Fact]
    public void AggregateOfNothing_IsRejected()
    {
        using var metric = new VoxelAccuracy();

        Assert.Contains("no scores", Assert.Throws<InvalidOperationException>(() => metric.Aggregate()).Message);
    }

    [Fact]
    public void Loop_KeepsOnlyScores()
    {
        using var input = zeros(1, 1, 4);
        using var metric = new VoxelAccuracy();

        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            using var scope = NewDisposeScope();
            metric.Call(input, input);
            metric.Aggregate();
            metric.Reset();
        }));
    }

    [Fact]
    public void NumberOfSeveral_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new VoxelAccuracy();
        metric.Append(tensor([1f, 0f]));

        Assert.Contains("[2]", Assert.Throws<InvalidOperationException>(() => metric.Aggregate(MetricReduction.MeanBatch).Number).Message);
    }
}
