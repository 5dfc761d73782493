using Medulla.Data;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Imaging;
using Medulla.Metrics;
using static TorchSharp.torch;

namespace Medulla.Tests.Engines.Handlers;

public sealed class MetricHandlerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Runs a metric over outputs and gives the engine.</summary>
    private static FreeEngine After(IEngineMetric metric, params object?[] outputs)
    {
        var engine = new FreeEngine((_, batch) => batch, epochs: 1, epochLength: outputs.Length);
        metric.Attach(engine, "m");
        engine.Go(new BatchList(outputs));
        return engine;
    }

    private static object Pair(Tensor prediction, Tensor label) => new object?[] { prediction, label };

    [Fact]
    public void Accuracy_CountsNumbersClassesOrAllLabels()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new[] { 0.1f, 0.9f, 0.8f, 0.2f, 0.3f, 0.7f }).reshape(3, 2);
        using var classes = After(new AccuracyHandler(), Pair(scores, tensor(new[] { 1L, 0, 0 })));
        Assert.Equal(2 / 3.0, classes.State.Metrics["m"]);

        var (predicted, label) = (tensor(new[] { 1f, 0, 1, 1 }).reshape(2, 2), tensor(new[] { 1f, 0, 0, 1 }).reshape(2, 2));
        using var binary = After(new AccuracyHandler(), Pair(predicted, label));
        Assert.Equal(0.75, binary.State.Metrics["m"]);
        using var multilabel = After(new AccuracyHandler(isMultilabel: true), Pair(predicted, label));
        Assert.Equal(0.5, multilabel.State.Metrics["m"]);
    }

    [Fact]
    public void Accuracy_RefusesProbabilitiesOfTheLabelsShape()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("0 or 1", Assert.Throws<ArgumentException>(() => After(new AccuracyHandler(), Pair(full([2, 2], 0.7f), ones([2, 2])))).Message);
        Assert.Throws<ArgumentException>(() => After(new AccuracyHandler(), Pair(ones([2, 3]), ones([2, 2]))));
        Assert.Contains("output_transform", Assert.Throws<ArgumentException>(() => After(new AccuracyHandler(), "words")).Message);
    }

    [Fact]
    public void LossAndDistance_AreMeansOverSamples()
    {
        using var scope = NewDisposeScope();
        object?[] outputs = [Pair(zeros([3, 2]), ones([3, 2])), Pair(zeros([1, 2]), full([1, 2], 3f))];

        using var loss = After(new LossHandler((prediction, label) => (prediction - label).abs().mean()), outputs);
        using var distance = After(new MeanPairwiseDistanceHandler(), outputs);

        Assert.Equal((3 * 1 + 3) / 4.0, (double)loss.State.Metrics["m"]!, 1e-6);
        Assert.Equal((3 * Math.Sqrt(2) + Math.Sqrt(18)) / 4, (double)distance.State.Metrics["m"]!, 1e-4);
    }

    [Fact]
    public void EveryMetric_StandsUnderItsName()
    {
        using var scope = NewDisposeScope();
        var mask = zeros([2, 2, 4, 4]);
        mask[TensorIndex.Colon, 0] = 1;
        mask[TensorIndex.Colon, 1, 1..3, 1..3] = 1;
        mask[TensorIndex.Colon, 0, 1..3, 1..3] = 0;
        IEngineMetric[] all =
        [
            new MeanDiceHandler(), new MeanIoUHandler(), new ConfusionMatrixHandler(metricName: "f1 score"), new HausdorffDistanceHandler(), new SurfaceDistanceHandler(),
            new MeanSquaredErrorHandler(), new MeanAbsoluteErrorHandler(), new RootMeanSquaredErrorHandler(), new PeakSignalToNoiseRatioHandler(1),
            new MetricsReloadedBinaryHandler("Dice Score", includeBackground: false), new MetricHandler(new LossMetric(nn.MSELoss())),
        ];
        foreach (var metric in all)
        {
            using var engine = After(metric, Pair(mask, mask));
            Assert.IsType<double>(engine.State.Metrics["m"]);
            Assert.True(engine.State.MetricDetails.ContainsKey("m"));
        }
        var labels = tensor(new[] { 0f, 1, 0, 1 }).reshape(4, 1);
        foreach (var metric in new IEngineMetric[] { new ROCAUCHandler(), new AveragePrecisionHandler() })
        {
            using var engine = After(metric, Pair(labels, labels));
            Assert.Equal(1.0, engine.State.Metrics["m"]);
            Assert.Empty(engine.State.MetricDetails);
        }
    }

    [Fact]
    public void ScoresByClassName_AlsoStandByThemselves()
    {
        using var scope = NewDisposeScope();
        var mask = ones([1, 2, 3, 3]);

        using var engine = After(new MetricHandler(new DiceMetric(reduction: MetricReduction.MeanBatch, returnWithLabel: new ClassNames(["a", "b"]))), Pair(mask, mask));

        Assert.Equal((1.0, 1.0), (engine.State.Metrics["a"], engine.State.Metrics["b"]));
    }

    [Fact]
    public void FromEngine_PicksByNameFromEachSampleOrTheFirst()
    {
        List<object?> samples = [new Sample { ["a"] = 1, ["b"] = 2 }, new Sample { ["a"] = 3, ["b"] = 4 }];

        var both = (object?[])EngineOutput.FromEngine(["a", "b"])(samples)!;
        Assert.Equal([1, 3], ((List<object?>)both[0]!).Cast<int>());
        Assert.Equal(1, EngineOutput.FromEngine(["a"], first: true)(samples));
        Assert.Equal(2, EngineOutput.FromEngine(["b"])(samples[0]));
        Assert.Contains("it has a, b", Assert.Throws<ArgumentException>(() => EngineOutput.FromEngine(["c"])(samples)).Message);
    }

    [Fact]
    public void Reports_HaveLinesForMetricsImagesAndClasses()
    {
        using var details = tensor(new[] { 1f, 3, 2, float.NaN }).reshape(2, 2);
        using var digits = tensor(new[] { 1f / 3, 2e-5f, 123456.7f, float.PositiveInfinity }).reshape(2, 2);
        using var precise = digits.to_type(ScalarType.Float64);

        MetricsReports.WriteMetricsReports(
            folder.Path, ["a.nii", "b.nii"], new Dictionary<string, object?> { ["dice"] = 0.5 }, new Dictionary<string, Tensor> { ["dice"] = details, ["digits"] = digits, ["precise"] = precise }, ["mean", "max", "50percentile", "notnans"]);

        Assert.Equal(["dice,0.5"], File.ReadAllLines(folder["metrics.csv"]));
        Assert.Equal(["filename,class0,class1,mean", "a.nii,1.0,3.0,2.0", "b.nii,2.0,nan,2.0"], File.ReadAllLines(folder["dice_raw.csv"]));
        Assert.Equal(["a.nii,0.33333334,2e-05,0.16667667", "b.nii,123456.7,inf,inf"], File.ReadLines(folder["digits_raw.csv"]).Skip(1));
        Assert.Equal(["a.nii,0.3333,0.0000,0.1667", "b.nii,123456.7031,inf,inf"], File.ReadLines(folder["precise_raw.csv"]).Skip(1));
        Assert.Equal(
            ["class,mean,max,50percentile,notnans", "class0,1.5000,2.0000,1.5000,2.0000", "class1,3.0000,3.0000,3.0000,1.0000", "mean,2.0000,2.0000,2.0000,2.0000"],
            File.ReadAllLines(folder["dice_summary.csv"]));
    }

    [Fact]
    public void Reports_RejectWhatDoesNotFit()
    {
        using var details = ones([2, 2]);
        Dictionary<string, Tensor> one = new() { ["dice"] = details };

        Assert.Throws<ArgumentException>(() => MetricsReports.WriteMetricsReports(folder.Path, ["a"], null, one, null));
        Assert.Throws<ArgumentException>(() => MetricsReports.WriteMetricsReports(folder.Path, null, null, one, ["meen"]));
        Assert.Throws<ArgumentException>(() => MetricsReports.WriteMetricsReports(folder.Path, null, null, one, null, classLabels: ["a"]));
        Assert.Throws<ArgumentException>(() => MetricsReports.WriteMetricsReports(folder.Path, null, null, one, null, outputType: "json"));
        Assert.Throws<ArgumentException>(() => new MetricsSaver(folder.Path, saveRank: 1));
    }

    [Fact]
    public void Saver_NamesImagesByTheirFiles()
    {
        using var network = TinyEngine.Network();
        var items = TinyEngine.Samples(3).Select((sample, i) => sample.With("image", sample.Image("image").WithMetadata(new() { FileName = $"scan{i}.nii" }))).ToList();
        using var evaluator = TinyEngine.Evaluator(
            network, new Dictionary<string, IEngineMetric> { ["mse"] = new MeanSquaredErrorHandler(outputTransform: EngineOutput.FromEngine(["pred", "label"])) },
            [
                new MetricsSaver(
                    folder.Path, metricDetails: ["*"], summaryOps: ["*"],
                    batchTransform: batch => ((List<object?>)batch!).Select(sample => (object?)((Sample)sample!).Image("image").Metadata).ToList()),
                new ClassificationSaver(folder.Path, outputTransform: output => ((List<object?>)output!).Select(sample => (object?)((Sample)sample!).Image("pred").Data[0, 0, ..2]).ToList()),
            ],
            loader: new DataLoader(new Dataset(items), 2));

        evaluator.Run();

        Assert.Equal(["filename", "scan0.nii", "scan1.nii", "scan2.nii"], File.ReadAllLines(folder["mse_raw.csv"]).Select(line => line.Split(',')[0]));
        Assert.Equal(3, File.ReadAllLines(folder["mse_summary.csv"]).Length);
        var rows = File.ReadAllLines(folder["predictions.csv"]);
        Assert.Equal(["scan0.nii", "scan1.nii", "scan2.nii"], rows.Select(line => line.Split(',')[0]));
        Assert.All(rows, row => Assert.Equal(3, row.Split(',').Length));
    }

    [Fact]
    public void CsvSaver_BeginsAnewOrAppends()
    {
        using var numbers = tensor(new[] { 1f, 0.5f });
        foreach (var overwrite in new[] { true, false, true })
        {
            var saver = new CsvSaver(folder.Path, overwrite: overwrite);
            saver.SaveBatch([numbers, numbers], ["a", "b"]);
            saver.WriteLines();
            Assert.Empty(saver.GetCache());
            Assert.Equal(overwrite ? 2 : 4, File.ReadAllLines(saver.FilePath).Length);
        }
        Assert.Equal("a,1.0,0.5", File.ReadAllLines(folder["predictions.csv"])[0]);
        Assert.Throws<ArgumentException>(() => new CsvSaver(folder.Path).SaveBatch([numbers], []));
    }
}
