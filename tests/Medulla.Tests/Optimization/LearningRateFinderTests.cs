using Medulla.Data;
using Medulla.Optimization;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Optimization;

[Collection(nameof(Alone))]
public sealed class LearningRateFinderTests
{
    [Fact]
    public void Rates_RiseFromTheFirstToTheLast()
    {
        using Run run = new();

        var test = run.Finder.RangeTest(Loader(2), startLr: 1e-4, endLr: 1e-1, numIter: 4, smoothF: 0);

        Assert.Equal([1e-4, 1e-3, 1e-2, 1e-1], test.Rates.Select(rate => Math.Round(rate, 9)));
        Assert.Equal(4, test.Losses.Count);
        Assert.True(test.Losses[^1] < test.Losses[0]);
    }

    [Fact]
    public void NetworkAndOptimiser_AreAfterwardsAsTheyWere()
    {
        using Run run = new();
        run.Network.eval();
        var (before, _) = (run.Weights(), run.Finder.RangeTest(Loader(2), Loader(1), endLr: 1, numIter: 5, stepMode: RateSteps.Linear));

        Assert.Equal(before, run.Weights());
        Assert.Equal(0.01, run.Optimizer.ParamGroups.First().LearningRate);
        Assert.False(run.Network.training);
    }

    [Fact]
    public void LossThatExplodes_EndsTheTest()
    {
        using Run run = new();

        var test = run.Finder.RangeTest(Loader(2), startLr: 0.01, endLr: 1e6, numIter: 50, smoothF: 0);

        Assert.InRange(test.Rates.Count, 3, 49);
        Assert.True(test.Losses[^1] > 5 * test.Losses.Min());
    }

    [Fact]
    public void Smoothing_AveragesLosses()
    {
        using Run run = new();
        var plain = run.Finder.RangeTest(Loader(1), startLr: 1e-3, endLr: 1e-2, numIter: 2, smoothF: 0);
        var smooth = run.Finder.RangeTest(Loader(1), startLr: 1e-3, endLr: 1e-2, numIter: 2, smoothF: 0.25);

        Assert.Equal((0.25 * plain.Losses[1]) + (0.75 * plain.Losses[0]), smooth.Losses[1], 6);
    }

    [Fact]
    public void Steepest_IsWhereTheLossFallsMost()
    {
        // Slopes of 9, 9, 5, 2, 2 (the last step is left out): 0, -2, -3.5, -1.5, 0.
        LearningRateTest test = new([1, 2, 3, 4, 5, 6], [9, 9, 5, 2, 2, 0]);

        Assert.Equal((3, 5), test.Steepest());
        Assert.Equal((4, 2), test.Steepest(skipStart: 3));
        Assert.Null(test.Steepest(skipStart: 4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plot_IsAPicture(bool logarithmic)
    {
        LearningRateTest test = new([1e-4, 1e-3, 1e-2, 1e-1, 1], [3, 2.5, 1, double.NaN, 4]);

        var png = test.Plot(logLr: logarithmic).Png;

        Assert.True(png.Span[..4].SequenceEqual((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']));
        Assert.True(new LearningRateTest([1], [1]).Plot().Png.Length > 100);
    }

    [Fact]
    public void WrongSettings_AreRejected()
    {
        using Run run = new();

        Assert.Throws<ArgumentOutOfRangeException>(() => run.Finder.RangeTest(Loader(1), smoothF: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Finder.RangeTest(Loader(1), numIter: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Finder.RangeTest(Loader(1), accumulationSteps: 0));
        Assert.Contains("no batches", Assert.Throws<ArgumentException>(() => run.Finder.RangeTest(Loader(0))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateTest([], []).Part(-1));
    }

    private static DataLoader Loader(int items)
        => new(new Dataset([.. Enumerable.Range(0, items).Select(i => new Sample { ["image"] = new MetaTensor(ones(1, 2, 2) * (i + 1)), ["label"] = new MetaTensor(ones(1, 2, 2)) })], new()));

    private sealed class Run : IDisposable
    {
        public Run()
        {
            manual_seed(0);
            Network = nn.Conv2d(1, 1, 1);
            Optimizer = optim.SGD(Network.parameters(), 0.01);
            Finder = new(Network, Optimizer, (prediction, label) => nn.functional.mse_loss(prediction, label));
        }

        public nn.Module<Tensor, Tensor> Network { get; }

        public TorchSharp.Modules.SGD Optimizer { get; }

        public LearningRateFinder Finder { get; }

        public float[] Weights() => [.. Network.parameters().Select(weight => weight.item<float>())];

        public void Dispose()
        {
            Network.Dispose();
            Optimizer.Dispose();
        }
    }
}
