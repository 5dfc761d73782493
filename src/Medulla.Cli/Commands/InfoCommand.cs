using System.CommandLine;
using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Transforms.Io;
using Medulla.Visualization;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla info</c>: what is in an image file, a folder of DICOM, a file of weights or a bundle.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The image (a file, or the folder of a DICOM series), the weights (.pt, .pth, .ts, .ckpt, .safetensors), or the bundle's folder." };
        var json = Run.JsonOption();
        return new Command("info", "Show an image's geometry and intensities, with a small picture where the terminal is one; the names, shapes and types of weights, or what a bundle is.") { file, json }
            .WithAction((parsed, _) => Show(parsed.GetRequiredValue(file), parsed.GetValue(json)));
    }

    private static void Show(string path, bool json)
    {
        if (BundleInfo.Takes(path))
        {
            BundleInfo.Show(path, json);
            return;
        }
        if (WeightsInfo.Takes(path))
        {
            WeightsInfo.Show(path, json);
            return;
        }
        if (SeriesInfo.Takes(path))
        {
            SeriesInfo.Show(path, json);
            return;
        }
        // Slices that are uneven are shown with a warning.
        var options = new ImageReadOptions { RectifyAffine = true, Dicom = new() { AllowUneven = true } };
        var header = ImageFile.ReadHeader(path, options);
        using var scope = NewDisposeScope();
        var image = new LoadImage(EnsureChannelFirst: true, Options: options).Apply(path);
        var voxels = image.Data.flatten();
        var finite = voxels.masked_select(voxels.isfinite());
        var sorted = finite.numel() == 0 ? zeros(1) : finite.sort().Values;
        double At(double share) => sorted[(long)(share * (sorted.numel() - 1))].item<float>();
        var spacing = image.Affine.Spacing().Select(s => Math.Round(s, 4)).ToArray();
        var answer = new
        {
            file = path,
            shape = image.SpatialShape.ToArray(),
            channels = image.Channels,
            stored_as = header.StoredType.ToString().ToLowerInvariant(),
            spacing_mm = spacing,
            orientation = Orientation.Of(image.Grid.VoxelToWorld).ToString(),
            origin_mm = Enumerable.Range(0, image.Affine.Rank).Select(axis => Math.Round(image.Affine[axis, image.Affine.Rank], 3)).ToArray(),
            affine = image.Affine.ToString(),
            minimum = At(0), p01 = At(0.01), median = At(0.5), p99 = At(0.99), maximum = At(1),
            mean = finite.numel() == 0 ? double.NaN : finite.mean().item<float>(),
            not_finite = voxels.numel() - finite.numel(),
        };
        if (json)
        {
            Run.Print(answer);
            return;
        }
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn("").AddColumn("");
        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
        Row("shape", $"{string.Join(" x ", answer.shape)}{(answer.channels > 1 ? $", {answer.channels} channels" : "")}, {answer.stored_as}");
        Row("spacing", $"{string.Join(" x ", spacing)} mm");
        Row("orientation", answer.orientation);
        Row("origin", $"({string.Join(", ", answer.origin_mm)}) mm");
        Row("affine", answer.affine);
        Row("intensity", $"{answer.minimum:0.###} to {answer.maximum:0.###}, 1 % {answer.p01:0.###}, median {answer.median:0.###}, 99 % {answer.p99:0.###}, mean {answer.mean:0.###}");
        foreach (var warning in header.Metadata.TryGetValue("warnings", out var warnings) ? (IEnumerable<string>)warnings : [])
        {
            Row("warning", warning);
        }
        if (answer.not_finite > 0)
        {
            Row("not finite", $"{answer.not_finite} voxels are NaN or infinite");
        }
        AnsiConsole.Write(table);
        if (!Console.IsOutputRedirected && image.SpatialShape.Count is 2 or 3)
        {
            Console.Write(TerminalPicture.Of(image, Math.Min(64, Console.WindowWidth), AnsiConsole.Profile.Capabilities.ColorSystem == ColorSystem.TrueColor));
        }
    }
}
