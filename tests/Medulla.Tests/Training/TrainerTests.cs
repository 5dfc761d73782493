using Medulla.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Training;

[Collection(nameof(Alone))]
public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private TrainerOptions Epochs(int count, bool keep = true) => new() { Epochs = count, CheckpointDir = keep ? folder["run"] : null };

    private string Last => Path.Combine(folder["run"], "last");

    private string Best => Path.Combine(folder["run"], "best");

    [Fact]
    public void Training_LowersTheLoss_AndTellsWhereItStands()
    {
        using var run = new TinyRun(Epochs(8, keep: false));
        var state = run.Trainer.Run();
        Assert.Equal((8, 0, 8L * TinyRun.Steps), (state.Epoch, state.Batch, state.Iteration));
        Assert.Equal(8, state.Losses.Count);
        Assert.True(state.Losses[^1] < state.Losses[0], $"{state.Losses[0]} became {state.Losses[^1]}");
        Assert.Equal(run.Losses.Take(TinyRun.Steps).Average(), state.Losses[0], 1e-9);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData(0)]    // between epochs
    [InlineData(4)]    // in the middle of the second epoch
    [InlineData(6)]    // after the last batch of the second epoch, before the epoch was closed
    public void ResumedRun_GivesTheLossesOfOneThatWasNeverStopped(int cancelAfter)
    {
        using var whole = new TinyRun(Epochs(4, keep: false));
        whole.Trainer.Run();

        List<double> losses = [];
        using (var cancel = new CancellationTokenSource())
        using (var first = new TinyRun(Epochs(4), callbacks: [new Told(
            stepped: trainer => { if (trainer.State.Iteration == cancelAfter) { cancel.Cancel(); } },
            epoch: (trainer, _) => { if (cancelAfter == 0 && trainer.State.Epoch == 2) { trainer.Stop(); } })]))
        {
            if (cancelAfter == 0)
            {
                Assert.Equal(2, first.Trainer.Run().Epoch);
            }
            else
            {
                Assert.ThrowsAny<OperationCanceledException>(() => first.Trainer.Run(cancel.Token));
            }
            losses.AddRange(first.Losses);
        }
        Assert.Equal(cancelAfter == 0 ? 6 : cancelAfter, losses.Count);

        using var second = new TinyRun(Epochs(4), seed: 99);
        second.Trainer.Resume(Last);
        var state = second.Trainer.Run();
        Assert.Equal(whole.Losses, losses.Concat(second.Losses));
        Assert.Equal(whole.Trainer.State.Losses, state.Losses);
        Assert.Equal(whole.Weights(), second.Weights());
        Assert.Equal(whole.Trainer.LearningRate, second.Trainer.LearningRate);
    }

    [Fact]
    public void Cancellation_DuringValidation_LosesNoValidation()
    {
        using var cancel = new CancellationTokenSource();
        using (var first = new TinyRun(Epochs(1), validate: true, score: () =>
        {
            cancel.Cancel();
            return 1;
        }))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => first.Trainer.Run(cancel.Token));
        }
        using var second = new TinyRun(Epochs(1), validate: true, score: () => 0.25);
        second.Trainer.Resume(Last);
        Assert.Equal(0.25, Assert.Single(second.Trainer.Run().Validations).Score);
        Assert.Empty(second.Losses);
    }

    [Fact]
    public void BestCheckpoint_IsThatOfTheBestValidation()
    {
        double[] scores = [0.1, 0.5, 0.3, double.NaN, 0.4];
        var epoch = 0;
        using var run = new TinyRun(Epochs(5), validate: true, score: () => scores[epoch], callbacks: [new Told(epoch: (trainer, validation) =>
        {
            Assert.Equal(++epoch, validation!.Epoch);
            Assert.Equal(epoch, Checkpoint.ReadState(Last).Epoch);
        })]);
        var state = run.Trainer.Run();
        Assert.Equal((2, 0.5), (state.Best!.Epoch, state.Best.Score));
        Assert.Equal(2, Checkpoint.ReadState(Best).Epoch);
        Assert.Equal(scores, state.Validations.Select(v => v.Score));
        Assert.Equal(scores, Checkpoint.ReadState(Last).Validations.Select(v => v.Score));
        using var restored = new TinyRun(Epochs(5), seed: 3);
        restored.Trainer.Resume(Best);
        using var again = new TinyRun(Epochs(2, keep: false));
        again.Trainer.Run();
        Assert.Equal(again.Weights(), restored.Weights());
    }

    [Fact]
    public void FirstScoreThatIsANumber_TakesThePlaceOfOneThatIsNone()
    {
        double[] scores = [double.NaN, double.NaN, -3];
        var epoch = 0;
        using var run = new TinyRun(Epochs(3, keep: false), validate: true, score: () => scores[epoch], callbacks: [new Told(epoch: (_, _) => epoch++)]);
        Assert.Equal(3, run.Trainer.Run().Best!.Epoch);
    }

    [Theory]
    [InlineData(2, new[] { 2, 4, 5 })]
    [InlineData(3, new[] { 3, 5 })]
    [InlineData(9, new[] { 5 })]
    public void Validation_ComesEveryNEpochs_AndAfterTheLast(int every, int[] expected)
    {
        using var run = new TinyRun(Epochs(5, keep: false) with { ValidateEvery = every }, validate: true);
        Assert.Equal(expected, run.Trainer.Run().Validations.Select(v => v.Epoch));
    }

    [Fact]
    public void TimeLimit_EndsTheRunAfterTheEpoch_WithAValidation()
    {
        using var run = new TinyRun(Epochs(50, keep: false) with { TimeLimit = TimeSpan.Zero, ValidateEvery = 10 }, validate: true);
        var state = run.Trainer.Run();
        Assert.Equal(1, state.Epoch);
        Assert.Single(state.Validations);
    }

    [Fact]
    public void EarlyStopping_WaitsForAsManyValidationsAsItsPatience_AlsoAfterAResume()
    {
        double[] scores = [0.1, 0.5, 0.5, 0.55, 0.2, 0.2, 0.2];
        foreach (var stopAt in new[] { 100, 3 })
        {
            var epoch = 0;
            ITrainingCallback[] Callbacks() => [new Told(epoch: (trainer, _) =>
            {
                if (++epoch == stopAt)
                {
                    trainer.Stop();
                }
            }), new EarlyStopping(patience: 3, minDelta: 0.1)];
            using var run = new TinyRun(Epochs(7), validate: true, score: () => scores[epoch], callbacks: Callbacks());
            var state = run.Trainer.Run();
            if (stopAt == 3)
            {
                Assert.Equal(3, state.Epoch);
                using var resumed = new TinyRun(Epochs(7), validate: true, score: () => scores[epoch], callbacks: Callbacks());
                resumed.Trainer.Resume(Last);
                state = resumed.Trainer.Run();
            }
            // 0.5 after epoch 2 stays best by more than 0.1: epochs 3, 4 and 5 are not better.
            Assert.Equal(5, state.Epoch);
        }
    }

    [Fact]
    public void EarlyStopping_PassesOverScoresThatAreNone()
    {
        double[] scores = [double.NaN, 0.1, 0.2, 0.3];
        var epoch = 0;
        using var run = new TinyRun(
            Epochs(4, keep: false), validate: true, score: () => scores[epoch], callbacks: [new Told(epoch: (_, _) => epoch++), new EarlyStopping(2)]);
        Assert.Equal(4, run.Trainer.Run().Epoch);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0));
    }

    [Fact]
    public void LossThatIsNoNumber_EndsTheRun_SayingWhereAndWhatToDo()
    {
        var ended = 0;
        using var run = new TinyRun(Epochs(2), poisoned: true, callbacks: [new Told(ended: () => ended++)]);
        var before = run.Weights();
        var message = Assert.Throws<InvalidOperationException>(() => run.Trainer.Run()).Message;
        Assert.Contains("NaN in epoch 1, batch 1", message);
        Assert.Contains("learning rate", message);
        Assert.Equal(1, ended);
        Assert.Equal(before, run.Weights());
    }

    [Fact]
    public void GradientNorm_IsClipped()
    {
        using var free = new TinyRun(Epochs(2, keep: false));
        using var clipped = new TinyRun(Epochs(2, keep: false) with { ClipGradientNorm = 1e-9 });
        free.Trainer.Run();
        clipped.Trainer.Run();
        using var untouched = new TinyRun(Epochs(2, keep: false));
        double Moved(TinyRun run) => run.Weights().Zip(untouched.Weights(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(Moved(clipped) < Moved(free), $"{Moved(clipped)} and {Moved(free)}");
    }

    [Fact]
    public void MissingCheckpoint_IsRejected()
    {
        using var run = new TinyRun(Epochs(1));
        Assert.Contains(Last, Assert.Throws<DirectoryNotFoundException>(() => run.Trainer.Resume(Last)).Message);
    }

    [Theory]
    [InlineData("state.json")]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.bin")]
    public void DamagedCheckpoint_IsRejected_NamingTheFile(string file)
    {
        using var run = new TinyRun(Epochs(1));
        run.Trainer.Run();
        foreach (var damage in new Action<string>[] { path => File.WriteAllText(path, "{\"Sta"), File.Delete })
        {
            damage(Path.Combine(Last, file));
            Assert.Contains(file, Assert.Throws<Medulla.Weights.WeightsFormatException>(() => run.Trainer.Resume(Last)).Message);
        }
    }

    [Fact]
    public void CheckpointThatWasNotRenamed_IsFound()
    {
        using var run = new TinyRun(Epochs(1));
        run.Trainer.Run();
        Directory.Move(Last, Last + ".new");
        Assert.Equal(1, Checkpoint.ReadState(Last).Epoch);
        Assert.Equal(1, Checkpoint.ReadState(Last + Path.DirectorySeparatorChar).Epoch);
    }

    [Fact]
    public void LiveTensors_StayFlat_OverEpochsAndValidations()
    {
        List<long> live = [];
        using var run = new TinyRun(Epochs(6), validate: true, callbacks: [new Told(epoch: (_, _) => live.Add(Tensor.TotalCount))]);
        _ = Alone.LiveTensors();   // collects what earlier tests left
        run.Trainer.Run();
        // The first epoch makes the optimiser's moments, the second settles what libtorch keeps; finalizers may still lower the count.
        Assert.All(live.Skip(2), count => Assert.InRange(count, 0, live[1]));
    }

    [Fact]
    public void Evaluation_LeavesNoTensors_AndTheNetworkInItsMode()
    {
        using var run = new TinyRun(Epochs(1, keep: false));
        foreach (var training in new[] { true, false })
        {
            run.Trainer.Network.train(training);
            var first = run.Evaluator.Run(run.Trainer.Network);
            var before = Alone.LiveTensors();
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(first.Score, run.Evaluator.Run(run.Trainer.Network).Score);
            }
            Assert.Equal(before, Tensor.TotalCount);   // without help from the garbage collector
            Assert.Equal(training, run.Trainer.Network.training);
        }
    }
}
