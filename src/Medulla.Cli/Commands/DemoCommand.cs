using System.CommandLine;
using System.Diagnostics;
using Medulla.Bundles.Workflows;
using Medulla.Data;
using Medulla.Training;
using Medulla.Transforms.Io;
using Medulla.Visualization;
using TorchSharp;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla demo</c>: the main job on made-up scans, from data to pictures.</summary>
internal static class DemoCommand
{
    private const int Scans = 24, ToTrain = 16, ToValidate = 3;

    public static Command Create()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for everything it makes.", DefaultValueFactory = _ => new("medulla-demo") };
        return new Command("demo", "Make scans, train a small 3-D U-Net on them, segment scans it never saw, and show the result. Takes a few minutes.") { output }
            .WithAction((parsed, cancel) => Show(parsed.GetRequiredValue(output).FullName, cancel));
    }

    private static void Show(string directory, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        Console.WriteLine($"making {Scans} scans of a body with {string.Join(", ", Phantom.Labels.Skip(1))} ...");
        var items = Phantom.WriteDataset(Path.Combine(directory, "data"), Scans, seed: 2025);
        var (train, validate, unseen) = (items.Take(ToTrain).ToList(), items.Skip(ToTrain).Take(ToValidate).ToList(), items.Skip(ToTrain + ToValidate).ToList());

        var recipe = new Recipe
        {
            Labels = Phantom.Labels,
            Spacing = [3, 3, 3],
            Patch = [48, 48, 48],
            Channels = [16, 32, 64],
            Strides = [2, 2],
            BatchSize = 2,
            PatchesPerImage = 2,
            Epochs = 24,
            ValidateEvery = 6,
            LearningRate = 3e-3,
            TimeLimit = TimeSpan.FromSeconds(80),
            Seed = 1,
        };
        var (model, state) = new SegmentationTraining(recipe, train, validate, directory).Run(
            [new ProgressLog(Console.Out, live: !Console.IsOutputRedirected)], cancel: cancel);
        using (model)
        {
            model.Save(directory);
            LearningCurve.Of(state).Save(Path.Combine(directory, "curve.png"));
            var result = Scoring.OnFiles(model, unseen, cancel, (item, prediction) => Keep(item, prediction, unseen[0], directory));
            Run.Write(Path.Combine(directory, "metrics.json"), new
            {
                mean_dice = result.Metrics["dice"],
                mean_hausdorff95_mm = result.Metrics["hausdorff95"],
                dice = Phantom.Labels.Skip(1).Zip(result.Classes["dice"]).ToDictionary(pair => pair.First, pair => pair.Second),
                cases = result.Cases.Select(row => new { row.Name, dice = row.Scores["dice"], hausdorff95_mm = row.Scores["hausdorff95"] }),
                seconds = Math.Round(clock.Elapsed.TotalSeconds, 1),
            });
            Console.WriteLine($"trained a 3-D U-Net on {ToTrain} made-up scans and segmented {unseen.Count} it never saw: mean Dice {result.Metrics["dice"]:0.000} over "
                + $"{Phantom.Labels.Count - 1} organs, in {clock.Elapsed.TotalSeconds:0} s");
            Console.WriteLine($"look at {Path.Combine(directory, "overlay.png")} and curve.png; prediction.nii.gz, metrics.json and the model are beside them");
        }
    }

    /// <summary>Writes the first segmentation and its picture.</summary>
    private static void Keep(Sample item, MetaTensor prediction, Sample first, string directory)
    {
        if (!ReferenceEquals(item, first))
        {
            return;
        }
        var load = new LoadImage(EnsureChannelFirst: true);
        new SaveImage(OutputDtype: torch.ScalarType.Byte).Write(prediction, Path.Combine(directory, "prediction.nii.gz"));
        var options = new OverlayOptions { Names = Phantom.Labels, Title = "a scan that the network never saw: its segmentation, and the truth dashed" };
        Overlay.Of(load.Apply((string)item["image"]!), prediction, options, load.Apply((string)item["label"]!)).Save(Path.Combine(directory, "overlay.png"));
    }
}
