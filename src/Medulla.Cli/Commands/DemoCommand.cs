using Medulla.Imaging.Formats;
using System.CommandLine;
using System.Diagnostics;
using Medulla.Bundles.Workflows;
using Medulla.Data;
using Medulla.Data.Generated;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Imaging;
using Medulla.Transforms.Io;
using Medulla.Visualization;
using TorchSharp;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla demo</c>: the first bundle of the zoo on data of its own making, from scans to pictures.</summary>
internal static class DemoCommand
{
    private const string Name = "phantom_organ_segmentation", Score = "val_mean_dice";

    /// <summary>Fewer than the bundle's own: 40 take two minutes for 0.01 more of Dice.</summary>
    private const int Epochs = 16;

    public static Command Create()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for everything it makes.", DefaultValueFactory = _ => new("medulla-demo") };
        return new Command("demo", $"Run the bundle {Name}: make scans, train a small 3-D U-Net on them, segment scans it never saw, and show the result. Takes about a minute.") { output }
            .WithAction((parsed, cancel) => Show(parsed.GetRequiredValue(output).FullName, cancel));
    }

    private static void Show(string directory, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var bundle = Bundle.Load(Path.Combine(AppContext.BaseDirectory, "zoo", Name));
        var data = Path.Combine(directory, "data");
        Console.WriteLine("making scans of a body with three organs ...");
        bundle.CreateWorkflow("generate", new Dictionary<string, object?> { ["dataset_dir"] = data }).Run();
        Train(bundle.CreateWorkflow("train", new Dictionary<string, object?> { ["dataset_dir"] = data, ["ckpt_dir"] = directory, ["epochs"] = Epochs }), directory, cancel);

        using var model = SegmentationModel.Load(bundle, Path.Combine(directory, "model.pt"));
        model.Save(directory);
        var unseen = Datalist.Load(Path.Combine(data, GeneratedDataset.ListFile), "test");
        var result = Scoring.OnFiles(model, unseen, cancel, (item, prediction) => Keep(item, prediction, model.Labels, unseen[0], directory));
        Run.Write(Path.Combine(directory, "metrics.json"), new
        {
            mean_dice = result.Metrics["dice"],
            mean_hausdorff95_mm = result.Metrics["hausdorff95"],
            dice = model.Labels.Skip(1).Zip(result.Classes["dice"]).ToDictionary(pair => pair.First, pair => pair.Second),
            cases = result.Cases.Select(row => new { row.Name, dice = row.Scores["dice"], hausdorff95_mm = row.Scores["hausdorff95"] }),
            seconds = Math.Round(clock.Elapsed.TotalSeconds, 1),
        });
        Console.WriteLine($"segmented {unseen.Count} scans that the network never saw: mean Dice {result.Metrics["dice"]:0.000} over {model.Labels.Count - 1} organs, "
            + $"in {clock.Elapsed.TotalSeconds:0} s");
        Console.WriteLine($"look at {Path.Combine(directory, "overlay.png")} and curve.png; prediction.nii.gz, metrics.json and the model are beside them");
    }

    /// <summary>Trains, tells of each epoch, and draws the learning curve.</summary>
    private static void Train(BundleWorkflow workflow, string directory, CancellationToken cancel)
    {
        workflow.Initialize();
        var (trainer, validator) = (workflow.Config.Resolve<Engine>("train::trainer"), workflow.Config.Resolve<Engine>("validate::evaluator"));
        var log = new MetricLogger(evaluator: validator);
        log.Attach(trainer);
        validator.Logger.Writer = TextWriter.Null;
        double Mean(IEnumerable<(int Iteration, object? Value)> losses) => losses.Average(loss => Convert.ToDouble(loss.Value));
        trainer.AddEventHandler(EngineEvent.IterationCompleted, engine =>
        {
            if (cancel.IsCancellationRequested)
            {
                engine.Terminate();
            }
        });
        trainer.AddEventHandler(EngineEvent.EpochCompleted, engine =>
        {
            var state = engine.State;
            var dice = log.Metrics.GetValueOrDefault(Score)?.Where(score => score.Iteration == state.Iteration).Select(score => $", validation dice {score.Value:0.000}").FirstOrDefault();
            Console.WriteLine($"epoch {state.Epoch}/{state.MaxEpochs}: loss {Mean(log.Loss.TakeLast(state.EpochLength)):0.000}{dice}");
        });
        workflow.Run("training");
        cancel.ThrowIfCancellationRequested();

        var length = trainer.State.EpochLength;
        LearningCurve.Of([.. log.Loss.Chunk(length).Select(Mean)], [.. log.Metrics[Score].Select(score => ((double)score.Iteration / length, Convert.ToDouble(score.Value)))],
            validator.State.BestMetricEpoch).Save(Path.Combine(directory, "curve.png"));
    }

    /// <summary>Writes the first segmentation and its picture.</summary>
    private static void Keep(Sample item, MetaTensor prediction, Values<string> labels, Sample first, string directory)
    {
        if (!ReferenceEquals(item, first))
        {
            return;
        }
        var load = new LoadImage(EnsureChannelFirst: true);
        new SaveImage(OutputDtype: VoxelType.UInt8).Write(prediction, Path.Combine(directory, "prediction.nii.gz"));
        var options = new OverlayOptions { Names = labels, Title = "a scan that the network never saw: its segmentation, and the truth dashed" };
        Overlay.Of(load.Apply((string)item["image"]!), prediction, options, load.Apply((string)item["label"]!)).Save(Path.Combine(directory, "overlay.png"));
    }
}
