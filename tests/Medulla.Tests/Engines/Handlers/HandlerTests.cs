using Medulla.Data;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Tests.Engines.Handlers;

public sealed class HandlerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static BatchList Numbers(int count) => new([.. Enumerable.Range(1, count).Cast<object?>()]);

    private static FreeEngine WithMetrics(params (string Name, Queue<double> Values)[] metrics)
    {
        var engine = new FreeEngine(epochs: metrics[0].Values.Count, epochLength: 1);
        engine.AddEventHandler(EngineEvent.EpochCompleted, e => metrics.ToList().ForEach(metric => e.State.Metrics[metric.Name] = metric.Values.Dequeue()));
        return engine;
    }

    [Fact]
    public void Stats_TellLossesAndMetrics()
    {
        using var engine = new FreeEngine((e, _) => new List<object?> { new Sample { ["loss"] = e.State.Iteration / 8.0 } }, epochs: 1, epochLength: 2);
        engine.AddEventHandler(EngineEvent.EpochCompleted, e => (e.State.Metrics["dice"], e.State.KeyMetricName, e.State.BestMetric, e.State.BestMetricEpoch) = (0.5, "dice", 0.5, 1));
        new StatsHandler(stateAttributes: ["best_metric", "nothing"], tagName: "train_loss").Attach(engine);
        var lines = engine.Lines();

        engine.Go(Numbers(2));

        Assert.Equal(
        [
            "Epoch: 1/1, Iter: 1/2 -- train_loss: 0.1250", "Epoch: 1/1, Iter: 2/2 -- train_loss: 0.2500", "Epoch[1] Metrics -- dice: 0.5000",
            "Key metric: dice best value: 0.5 at epoch: 1", "State values: best_metric: 0.5000 nothing: none",
        ], lines);
    }

    [Fact]
    public void Stats_MayBeRareOrSilent()
    {
        using var engine = new FreeEngine((_, _) => new Sample { ["loss"] = 1.0 }, epochs: 1, epochLength: 4);
        new StatsHandler(iterationLog: 2).Attach(engine);
        new StatsHandler(iterationLog: false, epochLog: false).Attach(engine);
        new StatsHandler(iterationLog: (LogTimes)((Engine _, int number) => number == 3), outputTransform: _ => new Dictionary<string, object?> { ["b"] = 2.0, ["a"] = 1 }).Attach(engine);
        new StatsHandler(outputTransform: EngineOutput.IgnoreData).Attach(engine);
        var lines = engine.Lines();

        engine.Go(Numbers(4));

        Assert.Equal(["Epoch: 1/1, Iter: 2/4 -- Loss: 1.0000", "Epoch: 1/1, Iter: 3/4 -- a: 1.0000 b: 2.0000", "Epoch: 1/1, Iter: 4/4 -- Loss: 1.0000"], lines);
    }

    [Fact]
    public void Stats_WarnOfWhatIsNoNumber()
    {
        using var engine = new FreeEngine((_, _) => "words", epochs: 1, epochLength: 1);
        new StatsHandler(outputTransform: output => output).Attach(engine);
        var lines = engine.Lines();

        engine.Go(Numbers(1));

        Assert.Contains("not a number", Assert.Single(lines));
    }

    [Fact]
    public void LearningRates_GoWithEpochsIterationsOrMetrics()
    {
        using var network = TinyEngine.Network();
        var optimizer = optim.SGD(network.parameters(), 1);
        using var engine = WithMetrics(("loss", new([1, 2, 3])));
        new LrScheduleHandler(optim.lr_scheduler.StepLR(optimizer, 1, 0.5)).Attach(engine);
        var lines = engine.Lines();
        engine.Go(Numbers(1));
        Assert.Equal(["Current learning rate: 0.5", "Current learning rate: 0.25", "Current learning rate: 0.125"], lines);

        var watched = optim.SGD(network.parameters(), 1);
        using var worse = WithMetrics(("loss", new([1, 2, 3])));
        new LrScheduleHandler(optim.lr_scheduler.ReduceLROnPlateau(watched, patience: 0, factor: 0.1), printLr: false, stepTransform: e => e.State.Metrics["loss"]).Attach(worse);
        worse.Go(Numbers(1));
        Assert.Equal(0.01, watched.ParamGroups.First().LearningRate, 1e-9);
    }

    [Fact]
    public void Validation_ComesAtItsIntervalAndAtTheStart()
    {
        using var network = TinyEngine.Network();
        using var evaluator = TinyEngine.Evaluator(network);
        List<int> epochs = [];
        evaluator.AddEventHandler(EngineEvent.Completed, e => epochs.Add(e.State.Epoch));
        using var engine = new FreeEngine(epochs: 5, epochLength: 1);
        new ValidationHandler(2, evaluator, execAtStart: true).Attach(engine);

        engine.Go(Numbers(1));

        Assert.Equal([0, 2, 4], epochs);
        using var without = new FreeEngine(epochs: 1, epochLength: 1);
        new ValidationHandler(1).Attach(without);
        Assert.Contains("SetValidator", Assert.Throws<InvalidOperationException>(() => without.Go(Numbers(1))).Message);
    }

    [Theory]
    [InlineData(false, 5)]   // 0.5, 0.55, 0.6: each is better than the one before by less than asked for
    [InlineData(true, 3)]
    public void EarlyStop_EndsTheTrainersRun(bool epochLevel, int expected)
    {
        using var trainer = new FreeEngine(epochs: 10, epochLength: epochLevel ? 1 : 10);
        var scores = new Queue<double>(epochLevel ? [1, 0.5, 0.5, 2] : [0.1, 0.5, 0.55, 0.54, 0.53]);
        new EarlyStopHandler(epochLevel ? 2 : 3, _ => scores.Dequeue(), trainer, minDelta: 0.1, epochLevel: epochLevel).Attach(trainer);

        trainer.Go(Numbers(epochLevel ? 1 : 10));

        Assert.Equal(expected, trainer.State.Iteration);
    }

    [Fact]
    public void StoppingFunctions_TakeMetricAndLoss()
    {
        using var engine = WithMetrics(("dice", new([0.5])));
        engine.Go(Numbers(1));
        engine.State.Output = new List<object?> { new Sample { ["loss"] = 2.0 } };

        Assert.Equal(0.5, StoppingFunctions.StoppingFnFromMetric("dice")(engine));
        Assert.Equal(-2, StoppingFunctions.StoppingFnFromLoss()(engine));
        Assert.Contains("dice", Assert.Throws<ArgumentException>(() => StoppingFunctions.StoppingFnFromMetric("dicee")(engine)).Message);
    }

    [Fact]
    public void MetricLogger_KeepsLossesAndMetrics_AlsoOverCheckpoints()
    {
        using var evaluator = WithMetrics(("dice", new([0.5, 0.75])));
        evaluator.State.MaxEpochs = 1;
        using var trainer = new FreeEngine((e, _) => new Sample { ["loss"] = 1.0 / e.State.Iteration }, epochs: 2, epochLength: 2);
        var logger = new MetricLogger(evaluator: evaluator);
        logger.Attach(trainer);
        trainer.AddEventHandler(EngineEvent.EpochCompleted, e =>
        {
            (evaluator.State.Epoch, evaluator.State.Iteration) = (0, 0);
            evaluator.Go(Numbers(1));
        });

        trainer.Go(Numbers(2));

        Assert.Equal([(1, 1.0), (2, 0.5), (3, 1.0 / 3), (4, 0.25)], logger.Loss.Select(pair => (pair.Iteration, (double)pair.Value!)));
        Assert.Equal([(2, 0.5), (4, 0.75)], logger.Metrics["dice"].Select(pair => (pair.Iteration, (double)pair.Value!)));
        Medulla.Weights.PyTorchFile.Save(folder["log.pt"], logger.StateDict());
        var other = new MetricLogger();
        other.LoadStateDict(Medulla.Weights.PyTorchFile.Load(folder["log.pt"])!);
        Assert.Equal(logger.Loss, other.Loss);
        Assert.Equal(logger.Metrics["dice"], other.Metrics["dice"]);
    }

    [Fact]
    public void Logfile_HasTheLinesOfTheRun()
    {
        using var engine = new FreeEngine(epochs: 1, epochLength: 1);
        new LogfileHandler(folder["logs"], formatter: "%(name)s %(levelname)s: %(message)s").Attach(engine);
        engine.AddEventHandler(EngineEvent.EpochCompleted, e =>
        {
            e.Logger.Info("inside");
            e.Logger.Warn("careful");
            e.Logger.Write(EngineLog.Debugging, "detail");
        });

        engine.Go(Numbers(1));
        engine.Logger.Info("after");

        Assert.Equal(["FreeEngine INFO: inside", "FreeEngine WARNING: careful"], File.ReadAllLines(Path.Combine(folder["logs"], "log.txt")));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NotFinite_EndsTheRun(double value)
    {
        foreach (var asTensor in new[] { false, true })
        {
            using var engine = new FreeEngine(
                (e, _) => new Dictionary<string, object?> { ["loss"] = e.State.Iteration < 2 ? 1.0 : asTensor ? tensor((float)value) : value }, epochs: 1, epochLength: 5);
            new TerminateOnNan().Attach(engine);

            engine.Go(Numbers(5));

            Assert.Equal(2, engine.State.Iteration);
        }
    }

    [Theory]
    [InlineData("linear", new[] { 1.0, 1, 2, 3, 3 })]
    [InlineData("exponential", new[] { 0.5, 0.25, 0.125, 0.0625, 0.03125 })]
    [InlineData("step", new[] { 1, 0.5, 0.5, 0.25, 0.25 })]
    [InlineData("multistep", new[] { 1, 0.5, 0.5, 0.25, 0.25 })]
    public void ScheduledParameter_IsSetAtEachIteration(string schedule, double[] expected)
    {
        using var engine = new FreeEngine(epochs: 1, epochLength: 5);
        List<double> values = [];
        Dictionary<string, object?> settings = new()
        {
            ["initial_value"] = 1.0, ["step_constant"] = 2L, ["step_max_value"] = 4L, ["max_value"] = 3.0, ["gamma"] = 0.5, ["step_size"] = 2L, ["milestones"] = new List<object?> { 2L, 4L },
        };
        new ParamSchedulerHandler(values.Add, schedule, settings).Attach(engine);

        engine.Go(Numbers(5));

        Assert.Equal(expected, values);
    }

    [Fact]
    public void ScheduledParameter_SaysWhatIsMissing()
    {
        using var engine = new FreeEngine(epochs: 1, epochLength: 1);
        new ParamSchedulerHandler(_ => { }, "step", new Dictionary<string, object?> { ["gamma"] = 1 }).Attach(engine);

        Assert.Contains("'initial_value'", Assert.Throws<ArgumentException>(() => engine.Go(Numbers(1))).Message);
        Assert.Throws<ArgumentException>(() => (ValueSchedule)"cosine");
    }

    [Fact]
    public void DecollateAndPostProcessing_ComeWhereTheyArePut()
    {
        using var network = TinyEngine.Network();
        using var trainer = TinyEngine.Trainer(network, 1, decollate: false, handlers:
        [
            new DecollateBatch("ITERATION_COMPLETED", outputKeys: ["pred", "loss"], batchKeys: ["image"]),
            new PostProcessing(new Activations(Sigmoid: true).On("pred"), "iteration_completed"),
        ]);

        trainer.Run();

        var output = (Sample)((List<object?>)trainer.State.Output!)[1]!;
        Assert.Equal(["pred", "loss"], output.Keys);
        Assert.InRange(output.Image("pred").Data.min().item<float>(), 0, 1);
        Assert.IsType<double>(output["loss"]);
        Assert.Equal(["image"], ((Sample)((List<object?>)trainer.State.Batch!)[0]!).Keys);
        Assert.Throws<ArgumentException>(() => new DecollateBatch("started"));
        Assert.Throws<ArgumentException>(() => new PostProcessing(new Compose(), "epoch_completed"));
    }

    [Fact]
    public void TensorBoard_GetsNumbersAndPictures()
    {
        using var network = TinyEngine.Network();
        using var evaluator = TinyEngine.Evaluator(
            network, handlers:
            [
                new TensorBoardStatsHandler(logDir: folder["stats"], iterationLog: false),
                new TensorBoardImageHandler(
                    logDir: folder["pictures"], batchTransform: EngineOutput.FromEngine(["image", "label"]),
                    outputTransform: output => ((List<object?>)EngineOutput.FromEngine(["pred"])(output)!).Select(_ => (object?)rand([1, 5, 4, 3])).ToList()),
            ]);
        evaluator.AddEventHandler(EngineEvent.EpochStarted, e => e.State.Metrics["dice"] = 0.5);

        evaluator.Run();

        Assert.True(new FileInfo(Directory.EnumerateFiles(folder["stats"]).Single()).Length > 0);
        Assert.True(new FileInfo(Directory.EnumerateFiles(folder["pictures"]).Single()).Length > 300);
    }

    [Fact]
    public void GarbageCollector_TellsHowManyTensorsThereAre()
    {
        using var engine = new FreeEngine(epochs: 1, epochLength: 2);
        new GarbageCollector("iteration", EngineLog.Information).Attach(engine);
        var lines = engine.Lines();

        engine.Go(Numbers(2));

        Assert.Equal(2, lines.Count);
    }
}
