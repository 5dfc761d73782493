using System.CommandLine;
using Medulla.Bundles.Workflows;
using Medulla.Data;
using Medulla.Transforms;
using Medulla.Transforms.Io;
using TorchSharp;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla evaluate</c>: scores a model on labelled images.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "Folder of the model, or of a bundle that segments.", Required = true };
        var data = TrainCommand.DataOption();
        var held = TrainCommand.HeldOutOption();
        var all = new Option<bool>("--all") { Description = "Score all cases, not only the held-out ones." };
        var json = Run.JsonOption();
        return new Command("evaluate", "Score a model on labelled images: Dice and Hausdorff-95 of each label, on the grid of the files.") { model, data, held, all, json }.WithAction((parsed, cancel) =>
        {
            var items = Datalist.Load(TrainCommand.ListOf(parsed.GetRequiredValue(data)));
            items = parsed.GetValue(all) ? items : TrainCommand.Split(items, parsed.GetValue(held)).HeldOut;
            using var segmentation = SegmentationModel.Load(parsed.GetRequiredValue(model).FullName);
            var result = Scoring.OnFiles(segmentation, items, cancel);
            if (parsed.GetValue(json))
            {
                Run.Print(result);
                return;
            }
            foreach (var row in result.Cases)
            {
                Console.WriteLine($"{row.Name,-28} dice {string.Join(" ", row.Scores["dice"].Select(d => $"{d:0.0000}"))}  hausdorff95 {string.Join(" ", row.Scores["hausdorff95"].Select(d => $"{d:0.00}"))} mm");
            }
            Console.WriteLine($"mean Dice {result.Metrics["dice"]:0.0000}, mean Hausdorff-95 {result.Metrics["hausdorff95"]:0.00} mm over {result.Cases.Count} cases "
                + $"({string.Join(", ", segmentation.Labels.Skip(1).Zip(result.Classes["dice"], (name, dice) => $"{name} {dice:0.000}"))})");
        });
    }
}
