using Medulla.Metrics;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class MetricReductionTests
{
    private const float Nothing = float.NaN;

    /// <summary>Three items of two classes; the last item has nothing to score.</summary>
    private static Tensor Scores => tensor([1f, 3, 2, Nothing, Nothing, Nothing], [3, 2]);

    [Theory]
    // Item means 2 and 2, then their mean; the third item does not count.
    [InlineData(MetricReduction.Mean, new[] { 2f }, new[] { 2f })]
    [InlineData(MetricReduction.Sum, new[] { 6f }, new[] { 3f })]
    [InlineData(MetricReduction.MeanBatch, new[] { 1.5f, 3 }, new[] { 2f, 1 })]
    [InlineData(MetricReduction.SumBatch, new[] { 3f, 3 }, new[] { 2f, 1 })]
    [InlineData(MetricReduction.MeanChannel, new[] { 2f, 2, 0 }, new[] { 2f, 1, 0 })]
    [InlineData(MetricReduction.SumChannel, new[] { 4f, 2, 0 }, new[] { 2f, 1, 0 })]
    [InlineData(MetricReduction.None, new[] { 1f, 3, 2, Nothing, Nothing, Nothing }, new[] { 1f, 1, 1, 0, 0, 0 })]
    public void NothingToScore_DoesNotCount(MetricReduction reduction, float[] wanted, float[] counts)
    {
        using var scope = NewDisposeScope();

        var (reduced, notNans) = MetricReductions.Reduce(Scores, reduction);

        Assert.Equal(wanted, reduced.contiguous().AsSpan<float>().ToArray());
        Assert.Equal(counts, notNans.contiguous().AsSpan<float>().ToArray());
    }

    [Fact]
    public void MeanOfNothing_IsZero()
    {
        using var scope = NewDisposeScope();

        var (reduced, notNans) = MetricReductions.Reduce(full([2, 2], Nothing), MetricReduction.Mean);

        Assert.Equal(0, reduced.item<float>());
        Assert.Equal(0, notNans.item<float>());
    }

    [Fact]
    public void InfiniteScore_Counts()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(float.PositiveInfinity, MetricReductions.Reduce(tensor([1, float.PositiveInfinity], [1, 2])).F.item<float>());
    }

    [Fact]
    public void GivenScores_StayAsTheyAre()
    {
        using var scope = NewDisposeScope();
        var scores = Scores;

        MetricReductions.Reduce(scores, MetricReduction.Mean);

        Assert.True(scores[2, 1].isnan().item<bool>());
    }
}
