using System.CommandLine;
using Medulla.Bundles.Workflows;
using Medulla.Data;
using Medulla.Data.Generated;
using Medulla.Imaging;
using Medulla.Training;
using Medulla.Visualization;
using Spectre.Console;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla train</c>: trains a segmentation model.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = DataOption();
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for model, logs and checkpoints.", Required = true };
        var epochs = new Option<int>("--epochs") { Description = "Number of epochs.", DefaultValueFactory = _ => 100 };
        var minutes = new Option<double?>("--minutes") { Description = "Longest time to train." };
        var patch = Numbers<int>("--patch", "Size of the patches that the network sees, voxels.", [64, 64, 64]);
        var spacing = Numbers<double>("--spacing", "Voxel size to resample to, mm; the files' own if not given.", []);
        var range = Numbers<double>("--range", "Intensities that are mapped to 0 and 1, as for CT; otherwise mean and deviation are taken.", []);
        var channels = Numbers<int>("--channels", "Channels of each level of the U-Net.", [16, 32, 64, 128]);
        var strides = Numbers<int>("--strides", "Step between levels.", [2, 2, 2]);
        var batch = new Option<int>("--batch") { Description = "Images in a batch.", DefaultValueFactory = _ => 2 };
        var rate = new Option<double>("--rate") { Description = "Largest learning rate.", DefaultValueFactory = _ => 1e-3 };
        var held = HeldOutOption();
        var seed = new Option<uint>("--seed") { Description = "Base of all seeds." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the last checkpoint in the output folder." };
        return new Command("train", "Train a segmentation model on images and labels in the Medical Segmentation Decathlon's layout. Ctrl-C leaves a checkpoint for --resume.")
        {
            data, output, epochs, minutes, patch, spacing, range, channels, strides, batch, rate, held, seed, resume,
        }.WithAction((parsed, cancel) =>
        {
            var list = ListOf(parsed.GetRequiredValue(data));
            Values<double>? Given(Option<double[]> option) => parsed.GetValue(option) is { Length: > 0 } values ? (Values<double>)values : null;
            var recipe = new Recipe
            {
                Labels = Values.From(Datalist.Labels(list).OrderBy(l => l.Key).Select(l => l.Value)),
                Patch = parsed.GetRequiredValue(patch),
                Spacing = Given(spacing),
                IntensityRange = Given(range),
                Channels = parsed.GetRequiredValue(channels),
                Strides = parsed.GetRequiredValue(strides),
                BatchSize = parsed.GetValue(batch),
                Epochs = parsed.GetValue(epochs),
                LearningRate = parsed.GetValue(rate),
                TimeLimit = parsed.GetValue(minutes) is { } limit ? TimeSpan.FromMinutes(limit) : null,
                Seed = parsed.GetValue(seed),
            };
            var items = Split(Datalist.Load(list), parsed.GetValue(held));
            var directory = parsed.GetRequiredValue(output).FullName;
            Console.WriteLine($"{items.Training.Count} cases to train on, {items.HeldOut.Count} to validate on");
            var (model, state) = new SegmentationTraining(recipe, items.Training, items.HeldOut, directory).Run(
                [new ProgressLog(Console.Out, live: !Console.IsOutputRedirected), new TensorBoardLog(Path.Combine(directory, "tensorboard"))],
                parsed.GetValue(resume), cancel: cancel);
            using (model)
            {
                model.Save(directory);
            }
            LearningCurve.Of(state).Save(Path.Combine(directory, "curve.png"));
            Console.WriteLine($"best validation Dice {state.Best?.Score ?? double.NaN:0.0000} after epoch {state.Best?.Epoch}; the model is in {directory}");
        });
    }

    private static readonly string[] Lists = ["dataset.json", GeneratedDataset.ListFile];

    /// <summary>The option for a folder with a list of items, or the list itself.</summary>
    internal static Option<string> DataOption()
        => new("--data") { Description = $"Folder with {string.Join(" or ", Lists)}, or such a file.", Required = true };

    /// <summary>The option for the held-out share.</summary>
    internal static Option<double> HeldOutOption()
        => new("--held-out") { Description = "Share of cases, chosen by a hash of their names, to validate on.", DefaultValueFactory = _ => 0.2 };

    internal static string ListOf(string data)
    {
        List<string> files = Directory.Exists(data) ? [.. Lists.Select(name => Path.Combine(data, name))] : [data];
        return files.Find(File.Exists) ?? throw new FileNotFoundException($"there is no {string.Join(" and no ", files)}.");
    }

    internal static (IReadOnlyList<Sample> Training, IReadOnlyList<Sample> HeldOut) Split(IReadOnlyList<Sample> items, double fraction)
    {
        var parts = items.ToLookup(item => Datalist.IsHeldOut(Path.GetFileName((string)item["image"]!).Split('.')[0], fraction));
        return parts[false].Any() && parts[true].Any() ? ([.. parts[false]], [.. parts[true]])
            : throw new InvalidDataException($"of {items.Count} cases {parts[true].Count()} are held out; both parts need at least one. Choose another --held-out.");
    }

    private static Option<T[]> Numbers<T>(string name, string description, T[] otherwise)
        => new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => otherwise };
}
