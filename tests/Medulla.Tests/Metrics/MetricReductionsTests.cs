using Medulla.Metrics;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class MetricReductionsTests
{
    private const float NaN = float.NaN;

    // Two images, three classes; the first image lacks class 1, the second has nothing to score in classes 1 and 2.
    private static Tensor Scores => tensor([0.2f, NaN, 0.6f, 1f, NaN, NaN], [2, 3]);

    [Theory]
    [InlineData(MetricReduction.Mean, new[] { 0.7f }, new[] { 2f })]                          // ((0.2 + 0.6) / 2 + 1) / 2
    [InlineData(MetricReduction.Sum, new[] { 1.8f }, new[] { 3f })]
    [InlineData(MetricReduction.MeanBatch, new[] { 0.6f, 0, 0.6f }, new[] { 2f, 0, 1 })]
    [InlineData(MetricReduction.SumBatch, new[] { 1.2f, 0, 0.6f }, new[] { 2f, 0, 1 })]
    [InlineData(MetricReduction.MeanChannel, new[] { 0.4f, 1 }, new[] { 2f, 1 })]
    [InlineData(MetricReduction.SumChannel, new[] { 0.8f, 1 }, new[] { 2f, 1 })]
    [InlineData(MetricReduction.None, new[] { 0.2f, NaN, 0.6f, 1, NaN, NaN }, new[] { 1f, 0, 1, 1, 0, 0 })]
    public void NaN_DoesNotCount(MetricReduction reduction, float[] value, float[] counts)
    {
        using var scope = NewDisposeScope();

        var (found, notNans) = MetricReductions.Reduce(Scores, reduction);

        Assert.Equal(value, found.flatten().data<float>().ToArray(), (a, b) => a.Equals(b) || MathF.Abs(a - b) < 1e-6f);
        Assert.Equal(counts, notNans.flatten().data<float>().ToArray());
    }

    [Fact]
    public void Infinity_IsAScore()
    {
        using var scope = NewDisposeScope();

        var (found, _) = MetricReductions.Reduce(tensor([float.PositiveInfinity, 1f], [1, 2]), MetricReduction.Sum);

        Assert.Equal(float.PositiveInfinity, found.item<float>());
    }

    [Fact]
    public void NothingToScore_IsZeroOfNone()
    {
        using var scope = NewDisposeScope();

        var (found, counts) = MetricReductions.Reduce(full([2, 3], NaN));

        Assert.Equal((0f, 0f), (found.item<float>(), counts.item<float>()));
    }

    [Fact]
    public void Scores_StayAsTheyAre()
    {
        using var scope = NewDisposeScope();
        var scores = Scores;

        MetricReductions.Reduce(scores, MetricReduction.Mean);

        Assert.True(float.IsNaN(scores[0, 1].item<float>()));
    }
}
