using Medulla.Weights;
using Spectre.Console;

namespace Medulla.Cli.Commands;

/// <summary>What is in a file of weights: names, shapes and element types. Values are not read, and nothing of the file is run.</summary>
internal static class WeightsInfo
{
    private static readonly string[] Extensions = [".pt", ".pth", ".ts", ".ckpt", ".safetensors"];

    private sealed record Entry(string Name, string Dtype, long[] Shape)
    {
        public long Count => Shape.Aggregate(1L, (product, size) => product * size);
    }

    /// <summary>Whether a file is one of weights by its name.</summary>
    public static bool Takes(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    public static void Show(string path, bool json)
    {
        var (format, entries) = WeightFile.IsPyTorch(path) ? OfPyTorch(path) : OfSafeTensors(path);
        var numbers = entries.Sum(entry => entry.Count);
        if (json)
        {
            Run.Print(new
            {
                file = path,
                format,
                tensors = entries.Select(entry => new { name = entry.Name, dtype = entry.Dtype, shape = entry.Shape }),
                numbers,
            });
            return;
        }
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn("").AddColumn("").AddColumn("");
        foreach (var entry in entries)
        {
            table.AddRow(Markup.Escape(entry.Name), string.Join(" x ", entry.Shape), entry.Dtype);
        }
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{format}: {entries.Count} tensors, {numbers} numbers");
    }

    private static (string Format, List<Entry> Entries) OfPyTorch(string path)
    {
        using var file = PyTorchFile.Open(path);
        var format = file.Format switch
        {
            PyTorchFormat.Zip => "torch.save",
            PyTorchFormat.Legacy => "torch.save before 1.6",
            _ => "TorchScript",
        };
        return (format, [.. file.Tensors.Select(pair => new Entry(pair.Key, pair.Value.Dtype, [.. pair.Value.Shape]))]);
    }

    private static (string Format, List<Entry> Entries) OfSafeTensors(string path)
    {
        using var file = SafeTensors.Open(path);
        return ("safetensors", [.. file.Entries.Values.Select(entry => new Entry(entry.Name, entry.Dtype, [.. entry.Shape]))]);
    }
}
