using System.CommandLine;
using Medulla.Bundles.Workflows;
using Medulla.Imaging.Formats;
using Medulla.Transforms.Io;
using Spectre.Console;
using TorchSharp;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla infer</c>: segments images.</summary>
internal static class InferCommand
{
    private static readonly string[] Extensions = [".nii", ".nii.gz", ".hdr", ".img"];

    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "Folder of the model, as 'medulla train' or 'medulla demo' left it, or of a bundle that segments.", Required = true };
        var input = new Option<string>("--input") { Description = "An image, the folder of a DICOM series, or a folder of images.", Required = true };
        var output = new Option<string>("--output") { Description = "The label to write; a folder where the input is one of images.", Required = true };
        var json = Run.JsonOption();
        return new Command("infer", "Segment an image, or all images of a folder, with a trained model.") { model, input, output, json }.WithAction((parsed, cancel) =>
        {
            var pairs = Pairs(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output));
            using var segmentation = SegmentationModel.Load(parsed.GetRequiredValue(model).FullName);
            var asJson = parsed.GetValue(json);
            List<object> answers = [];
            foreach (var (from, to) in pairs)
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var label = segmentation.Segment(from);
                new SaveImage(OutputDtype: VoxelType.UInt8).Write(label, to);
                var volumes = Volumes.Of(label, segmentation.Labels);
                answers.Add(new { input = from, output = to, volumes_ml = volumes });
                if (!asJson)
                {
                    Console.WriteLine($"{to}: {string.Join(", ", volumes.Select(v => $"{v.Key} {v.Value:0.00} ml"))}");
                }
            }
            if (asJson)
            {
                Run.Print(answers);
            }
        });
    }

    /// <summary>Which file becomes which.</summary>
    internal static IReadOnlyList<(string From, string To)> Pairs(string input, string output)
    {
        if (File.Exists(input))
        {
            return [(input, Directory.Exists(output) || output.EndsWith('/') ? Path.Combine(output, NameOf(input)) : output)];
        }
        if (!Directory.Exists(input))
        {
            throw new FileNotFoundException($"there is no file or folder {input}.");
        }
        var files = Directory.EnumerateFiles(input).Where(file => Extensions.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)) && !file.EndsWith(".img", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0 && ImageFile.CanRead(input))
        {
            return [(input, Directory.Exists(output) || output.EndsWith('/') ? Path.Combine(output, NameOf(Path.TrimEndingDirectorySeparator(input))) : output)];
        }
        return files.Count == 0
            ? throw new FileNotFoundException($"there is no image in {input}; files ending with {string.Join(", ", Extensions)} are images, and so is a folder of DICOM files.")
            : [.. files.Select(file => (file, Path.Combine(output, Path.GetFileName(file))))];
    }

    /// <summary>A label is named like its image; of DICOM, which is not written, it is NIfTI.</summary>
    private static string NameOf(string input)
        => Extensions.Any(extension => input.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ? Path.GetFileName(input)
            : input.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase) ? $"{Path.GetFileNameWithoutExtension(input)}.nii.gz"
            : $"{Path.GetFileName(input)}.nii.gz";
}
