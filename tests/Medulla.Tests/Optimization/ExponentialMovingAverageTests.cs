using Medulla.Optimization;
using Medulla.Tests.Training;
using Medulla.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Optimization;

[Collection(nameof(Alone))]
public sealed class ExponentialMovingAverageTests
{
    [Fact]
    public void Averages_FollowTheWeights()
    {
        using var network = nn.Linear(1, 1, hasBias: false);
        Set(network, 1);
        using ExponentialMovingAverage average = new(network, 0.9);
        Set(network, 2);

        average.Update();
        average.Update();

        using (average.SwapIn())
        {
            Assert.Equal(1.19f, Get(network), 5);   // 1 -> 1.1 -> 1.19
        }
        Assert.Equal(2, Get(network));
        Assert.Equal(2, average.Steps);
    }

    [Fact]
    public void WarmUp_ForgetsTheFirstWeights()
    {
        using var network = nn.Linear(1, 1, hasBias: false);
        Set(network, 1);
        using ExponentialMovingAverage average = new(network, 0.9, warmUp: true);
        Set(network, 2);

        average.Update();

        using var averaged = average.SwapIn();
        Assert.Equal(1.9f, Get(network), 5);        // a tenth of the former stays
    }

    [Fact]
    public void WrongUse_IsRejected()
    {
        using var network = nn.Linear(1, 1);
        using ExponentialMovingAverage average = new(network);

        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage(network, 1));
        using var averaged = average.SwapIn();
        Assert.Throws<InvalidOperationException>(average.Update);
        Assert.Throws<InvalidOperationException>(average.SwapIn);
    }

    [Fact]
    public void Update_KeepsNoTensors()
    {
        using var network = nn.Linear(3, 3);
        using ExponentialMovingAverage average = new(network);

        Assert.Equal(0, LiveTensors.Growth(average.Update));
    }

    [Fact]
    public void ResumedRun_HasTheAveragesOfOneThatWasNeverStopped()
    {
        using TemporaryFolder folder = new();
        using TinyRun whole = new(new() { Epochs = 4 }, validate: true, averaged: true);
        whole.Trainer.Run();
        using TinyRun stopped = new(new() { Epochs = 2, CheckpointDir = folder.Path }, validate: true, averaged: true);
        stopped.Trainer.Run();
        using TinyRun resumed = new(new() { Epochs = 4, CheckpointDir = folder.Path }, seed: 7, validate: true, averaged: true);
        resumed.Trainer.Resume(folder["last"]);
        resumed.Trainer.Run();

        Assert.Equal(whole.Weights(), resumed.Weights());
        Assert.Equal(whole.Trainer.State.Validations.Select(v => v.Score), resumed.Trainer.State.Validations.Select(v => v.Score));
        using (whole.Average!.SwapIn())
        {
            using (resumed.Average!.SwapIn())
            {
                Assert.Equal(whole.Weights(), resumed.Weights());
            }
        }
    }

    [Fact]
    public void BestCheckpoint_HoldsTheAverages()
    {
        using TemporaryFolder folder = new();
        using TinyRun run = new(new() { Epochs = 1, CheckpointDir = folder.Path }, validate: true, averaged: true);
        run.Trainer.Run();

        float[] averages;
        using (run.Average!.SwapIn())
        {
            averages = run.Weights();
        }
        Assert.NotEqual(averages, run.Weights());
        Medulla.Weights.ModuleWeights.LoadWeights(run.Trainer.Network, Path.Combine(folder["best"], Checkpoint.ModelFile));
        Assert.Equal(averages, run.Weights());
    }

    private static void Set(nn.Module network, float value)
    {
        using var noGradient = no_grad();
        foreach (var weight in network.parameters())
        {
            weight.fill_(value);
        }
    }

    private static float Get(nn.Module network) => network.parameters().First().item<float>();
}
