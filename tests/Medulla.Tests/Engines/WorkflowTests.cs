using Medulla.Data;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Imaging;
using Medulla.Metrics;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using Medulla.Transforms.Spatial;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Engines;

[Collection(nameof(Alone))]
public sealed class WorkflowTests
{
    private static readonly Func<object?, object?> PredLabel = EngineOutput.FromEngine(["pred", "label"]);

    private static Compose Thresholded => new(new Activations(Sigmoid: true).On("pred"), new AsDiscrete(Threshold: 0.5).On("pred"));

    [Fact]
    public void Trainer_LearnsAndValidates()
    {
        using var network = TinyEngine.Network();
        List<double> losses = [];
        using var evaluator = TinyEngine.Evaluator(network, new Dictionary<string, IEngineMetric> { ["dice"] = new MeanDiceHandler(outputTransform: PredLabel) }, post: Thresholded);
        List<double> dices = [];
        using var trainer = TinyEngine.Trainer(network, 30, TinyEngine.Loader(shuffle: true), handlers:
        [
            new ValidationHandler(10, evaluator),
            null,
            new Attached(engine => engine.AddEventHandler(EngineEvent.IterationCompleted, e => losses.Add(EngineOutput.Number(EngineOutput.LossOf(e.State.Output))!.Value))),
            new Attached(engine => engine.AddEventHandler(EngineEvent.EpochCompleted.Every(10), _ => dices.Add((double)evaluator.State.Metrics["dice"]!))),
        ]);

        trainer.Run();

        Assert.Equal(90, losses.Count);
        Assert.True(losses[^3..].Average() < losses[..3].Average() / 3);
        Assert.True(dices[^1] > 0.95);
        Assert.Equal((30, dices.Max()), (evaluator.State.Epoch, evaluator.State.BestMetric));
        Assert.True(network.training);
    }

    [Fact]
    public void Evaluator_GivesTheMetricsOfAComputationByHand()
    {
        using var network = TinyEngine.Network();
        using var evaluator = TinyEngine.Evaluator(
            network,
            new Dictionary<string, IEngineMetric> { ["dice"] = new MeanDiceHandler(outputTransform: PredLabel) },
            post: Thresholded,
            more: new Dictionary<string, IEngineMetric> { ["accuracy"] = new AccuracyHandler(PredLabel), ["mse"] = new MeanSquaredErrorHandler(outputTransform: PredLabel) });

        evaluator.Run();

        var (dices, right) = (new List<double>(), 0L);
        foreach (var sample in TinyEngine.Samples())
        {
            var predicted = network.call(sample.Image("image").Data.unsqueeze(0)).sigmoid().ge(0.5);
            var label = sample.Image("label").Data.unsqueeze(0).to_type(ScalarType.Bool);
            dices.Add(2.0 * (predicted & label).sum().item<long>() / (predicted.sum().item<long>() + label.sum().item<long>()));
            right += predicted.eq(label).sum().item<long>();
        }
        Assert.Equal(dices.Average(), (double)evaluator.State.Metrics["dice"]!, 1e-6);
        Assert.Equal(right / 96.0, (double)evaluator.State.Metrics["accuracy"]!, 1e-9);
        Assert.Equal(1 - (right / 96.0), (double)evaluator.State.Metrics["mse"]!, 1e-6);
        Assert.Equal(dices.Select(dice => (float)dice), evaluator.State.MetricDetails["dice"].data<float>());
        Assert.Equal(("dice", 1), (evaluator.State.KeyMetricName, evaluator.State.BestMetricEpoch));
    }

    [Fact]
    public void MetricComparison_MayPreferSmaller()
    {
        using var network = TinyEngine.Network();
        var values = new Queue<double>([3, 1, 2]);
        using var engine = TinyEngine.Quiet(new SupervisedEvaluator(
            CPU, TinyEngine.Loader(), network, keyValMetric: new Dictionary<string, IEngineMetric> { ["error"] = new Dequeued(values) }, metricCmpFn: (current, best) => current < best));

        for (var epoch = 1; epoch <= 3; epoch++)
        {
            engine.Run(epoch);
        }

        Assert.Equal((1, 2), (engine.State.BestMetric, engine.State.BestMetricEpoch));
    }

    [Fact]
    public void Decollated_SamplesHaveTheGeometryAndHistoryOfTheirImages()
    {
        using var network = TinyEngine.Network();
        var items = TinyEngine.Samples(2);
        var loader = new DataLoader(new Dataset(items, new Compose(new Flip(0).On("image"), new Rotate90().On("label"))), 2);
        using var evaluator = TinyEngine.Evaluator(network, loader: loader);

        evaluator.Run();

        var output = Assert.IsType<List<object?>>(evaluator.State.Output).Cast<Sample>().ToList();
        Assert.Equal(2, output.Count);
        Assert.All(output, sample =>
        {
            Assert.Equal("Flip", Assert.Single(sample.Image("pred").Applied).Transform.Name());
            Assert.Equal("Rotate90", Assert.Single(sample.Image("label").Applied).Transform.Name());
            Assert.Equal(sample.Image("image").Affine, sample.Image("pred").Affine);
        });
    }

    [Fact]
    public void PaddedBatch_IsTakenApartWithoutThePadding()
    {
        using var network = TinyEngine.Network();
        var items = new[] { 3, 5 }.Select(size => new Sample { ["image"] = new MetaTensor(ones([1, size, 4])) }).ToList();
        using var evaluator = TinyEngine.Evaluator(network, loader: new DataLoader(new Dataset(items), 2, padToLargest: true));

        evaluator.Run();

        Assert.Equal([3L, 5L], ((List<object?>)evaluator.State.Output!).Cast<Sample>().Select(sample => sample.Image("pred").Data.shape[1]));
    }

    [Fact]
    public void WithoutDecollation_PostProcessingGetsTheWholeBatch()
    {
        using var network = TinyEngine.Network();
        using var trainer = TinyEngine.Trainer(network, 1, post: new Activations(Sigmoid: true).On("pred"), decollate: false);

        trainer.Run();

        var output = Assert.IsType<Sample>(trainer.State.Output);
        Assert.Equal([2, 1, 4, 4], output.Image("pred").Data.shape);
        Assert.True(output.Image("pred").Data.min().item<float>() >= 0);
    }

    [Fact]
    public void Run_AfterAllEpochsBeginsAnew()
    {
        using var network = TinyEngine.Network();
        using var trainer = TinyEngine.Trainer(network, 2);
        trainer.Run();

        trainer.Run();

        Assert.Equal((2, 6), (trainer.State.Epoch, trainer.State.Iteration));
    }

    [Fact]
    public void IterationUpdate_TakesTheIterationsPlace()
    {
        using var network = TinyEngine.Network();
        using var evaluator = TinyEngine.Quiet(new SupervisedEvaluator(CPU, TinyEngine.Loader(), network, iterationUpdate: (engine, batch) => engine.State.Iteration * 10));

        evaluator.Run();

        Assert.Equal(30, evaluator.State.Output);
    }

    [Fact]
    public void PrepareBatch_GivesTheNetworkExtraArguments()
    {
        using var network = new Shifted();
        var items = TinyEngine.Samples(2).Select(sample => sample.With("by", new MetaTensor(full([1, 1, 1], 5f)))).ToList();
        foreach (var extra in new object[] { "by", new Dictionary<string, object?> { ["shift"] = "by" } })
        {
            using var evaluator = TinyEngine.Quiet(new SupervisedEvaluator(
                CPU, new DataLoader(new Dataset(items), 2), network, prepareBatch: new PrepareBatchExtraInput(extra).Call));

            evaluator.Run();

            var first = (Sample)((List<object?>)evaluator.State.Output!)[0]!;
            Assert.Equal(first.Image("image").Data.sum().item<float>() + 80, first.Image("pred").Data.sum().item<float>(), 1e-3);
        }
    }

    [Theory]
    [InlineData("image")]
    [InlineData("reals")]
    public void DefaultPreparation_TakesImagesUnderEitherKey(string key)
    {
        using var batch = new Batch([new Sample { [key] = new MetaTensor(ones([1, 2])) }]);

        var prepared = BatchPreparation.DefaultPrepareBatch(batch, CPU);

        Assert.Equal([1, 1, 2], prepared.Inputs.shape);
        Assert.Null(prepared.Targets);
    }

    [Fact]
    public void DefaultPreparation_TakesPairsAndSaysWhatIsMissing()
    {
        using var scope = NewDisposeScope();
        Assert.NotNull(BatchPreparation.DefaultPrepareBatch(new object?[] { ones(1), zeros(1) }).Targets);
        Assert.Contains("prepare_batch", Assert.Throws<ArgumentException>(() => BatchPreparation.DefaultPrepareBatch(new Dictionary<string, object?> { ["img"] = ones(1) })).Message);
        Assert.Contains("'extra'", Assert.Throws<ArgumentException>(() => new PrepareBatchExtraInput("extra").Call(new Sample { ["image"] = ones(1) })).Message);
        Assert.Throws<ArgumentException>(() => (PreparedBatch)new object?[] { 1, 2, 3 });
    }

    [Fact]
    public void Ensemble_KeepsEachPrediction()
    {
        using var first = TinyEngine.Network(1);
        using var second = TinyEngine.Network(2);
        using var evaluator = TinyEngine.Quiet(new EnsembleEvaluator(
            CPU, TinyEngine.Loader(), [first, second], postprocessing: new MeanEnsemble.Keyed(["pred_0", "pred_1"], "pred")));

        evaluator.Run();

        var sample = (Sample)((List<object?>)evaluator.State.Output!)[0]!;
        var mean = (sample.Image("pred_0").Data + sample.Image("pred_1").Data) / 2;
        Assert.True(mean.allclose(sample.Image("pred").Data));
        Assert.Throws<ArgumentException>(() => new EnsembleEvaluator(CPU, TinyEngine.Loader(), [first], ["a", "b"]));
    }

    [Fact]
    public void InfererWithoutGradients_IsRefusedWhenTraining()
    {
        using var network = TinyEngine.Network();
        using var trainer = TinyEngine.Quiet(new SupervisedTrainer(
            CPU, 1, TinyEngine.Loader(), network, optim.SGD(network.parameters(), 0.1), TinyEngine.Loss, inferer: new Medulla.Inferers.SlidingWindowInferer(Values.From([2, 2]))));

        Assert.Contains("SlidingWindowInferer", Assert.Throws<InvalidOperationException>(() => trainer.Run()).Message);
    }

    [Fact]
    public void Gan_TrainsBothNetworks()
    {
        manual_seed(0);
        using var generator = nn.Sequential(nn.Linear(3, 8), nn.Unflatten(1, [1, 2, 4]));
        using var discriminator = nn.Sequential(nn.Flatten(), nn.Linear(8, 1, hasBias: false));
        var items = Enumerable.Range(0, 4).Select(_ => new Sample { ["reals"] = new MetaTensor(ones([1, 2, 4])) }).ToList();
        var before = generator.parameters().Concat(discriminator.parameters()).Select(one => one.detach().clone()).ToList();
        using var trainer = TinyEngine.Quiet(new GanTrainer(
            CPU, 2, new DataLoader(new Dataset(items), 3), generator, optim.Adam(generator.parameters(), 0.01),
            fakes => nn.functional.binary_cross_entropy_with_logits(discriminator.call(fakes), ones([fakes.shape[0], 1])), discriminator, optim.Adam(discriminator.parameters(), 0.01),
            (fakes, reals) => discriminator.call(fakes).mean() - discriminator.call(reals).mean(), dTrainSteps: 2, latentShape: 3));

        trainer.Run();

        Assert.All(generator.parameters().Concat(discriminator.parameters()).Zip(before), pair => Assert.False(pair.First.allclose(pair.Second)));
        var output = Assert.IsType<Dictionary<string, object?>>(trainer.State.Output);
        Assert.Equal(["d_loss", "fakes", "g_loss", "latents", "reals"], output.Keys.Order());
        Assert.Equal([3, 1, 2, 4], ((Tensor)output["fakes"]!).shape);   // as many as a full batch has
    }

    [Fact]
    public void Adversarial_TrainsBothNetworks_AndFiresItsEvents()
    {
        using var generator = TinyEngine.Network();
        using var discriminator = nn.Sequential(nn.Flatten(), nn.Linear(16, 1, hasBias: false));
        var before = generator.parameters().Concat(discriminator.parameters()).Select(one => one.detach().clone()).ToList();
        List<string> events = [];
        using var trainer = TinyEngine.Quiet(new AdversarialTrainer(
            CPU, 1, TinyEngine.Loader(2), generator, optim.Adam(generator.parameters(), 0.01), logits => -logits.mean(), TinyEngine.Loss, discriminator,
            optim.Adam(discriminator.parameters(), 0.01), (reals, fakes) => fakes.mean() - reals.mean(),
            trainHandlers: [new Attached(engine => AdversarialIterationEvents.All.ToList().ForEach(one => engine.AddEventHandler(one, _ => events.Add(one.Name))))]));

        trainer.Run();

        Assert.Equal(AdversarialIterationEvents.All.Select(one => one.Name), events);
        Assert.All(generator.parameters().Concat(discriminator.parameters()).Zip(before), pair => Assert.False(pair.First.allclose(pair.Second)));
    }

    [Fact]
    public void ClassNumbers_AreLearnedAndScored()
    {
        manual_seed(0);
        using var network = nn.Sequential(nn.Flatten(), nn.Linear(16, 2));
        var items = Enumerable.Range(0, 6).Select(i => new Sample { ["image"] = new MetaTensor(full([1, 4, 4], i % 2 == 0 ? -1f : 1f)), ["label"] = i % 2 }).ToList();
        Compose post = new(new AsDiscrete(Argmax: true, ToOnehot: 2).On("pred"), new AsDiscrete(ToOnehot: 2).On("label"));
        using var trainer = TinyEngine.Quiet(new SupervisedTrainer(
            CPU, 20, new DataLoader(new Dataset(items), 3), network, optim.Adam(network.parameters(), 0.05), (prediction, label) => nn.functional.cross_entropy((Tensor)prediction!, (Tensor)label!),
            postprocessing: post, keyTrainMetric: new Dictionary<string, IEngineMetric> { ["accuracy"] = new AccuracyHandler(PredLabel) }));

        trainer.Run();

        Assert.Equal(1.0, trainer.State.Metrics["accuracy"]);
    }

    [Fact]
    public void LiveTensors_StayFlatOverRuns()
    {
        using var network = TinyEngine.Network();
        using var folder = new TemporaryFolder();
        using var evaluator = TinyEngine.Evaluator(
            network, new Dictionary<string, IEngineMetric> { ["dice"] = new MeanDiceHandler(outputTransform: PredLabel) }, post: Thresholded,
            handlers: [new CheckpointSaver(folder.Path, new Dictionary<string, object> { ["model"] = network }, saveKeyMetric: true, keyMetricFilename: "model.pt")]);
        using var trainer = TinyEngine.Trainer(network, 2, TinyEngine.Loader(workers: 2), handlers: [new ValidationHandler(1, evaluator), new StatsHandler()]);

        Run();
        var before = Alone.LiveTensors();
        Run();
        Run();

        Assert.Equal(before, Alone.LiveTensors());

        void Run()
        {
            using var scope = NewDisposeScope();
            trainer.Run();
        }
    }

    private sealed class Shifted() : nn.Module<Tensor, Tensor, Tensor>(nameof(Shifted))
    {
        public override Tensor forward(Tensor input, Tensor shift) => input + shift;
    }

    private sealed class Dequeued(Queue<double> values) : EngineMetric(null)
    {
        protected override void Reset()
        {
        }

        protected override void Update(object? output)
        {
        }

        protected override object? Compute(Engine engine, string name) => values.Dequeue();
    }
}
