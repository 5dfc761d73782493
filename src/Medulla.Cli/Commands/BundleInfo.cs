using System.Globalization;
using Medulla.Bundles.Workflows;
using Spectre.Console;

namespace Medulla.Cli.Commands;

/// <summary>What a bundle is, on the terminal.</summary>
internal static class BundleInfo
{
    /// <summary>Whether a path is a bundle's folder; other folders may hold an image's slices.</summary>
    public static bool Takes(string path) => Directory.Exists(Path.Combine(path, "configs"));

    public static void Show(string path, bool json)
    {
        var summary = BundleSummary.Of(Bundle.Load(path));
        if (json)
        {
            Run.Print(summary);
            return;
        }
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn("").AddColumn("");
        void Row(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                table.AddRow(Markup.Escape(name), Markup.Escape(value));
            }
        }
        Row("name", summary.Title is null || summary.Title == summary.Name ? summary.Name : $"{summary.Name} ({summary.Title})");
        Row("version", summary.Version);
        Row("task", summary.Task);
        Row("description", summary.Description);
        Row("authors", summary.Authors);
        Row("copyright", summary.Copyright);
        Row("inputs", string.Join('\n', summary.Inputs));
        Row("outputs", string.Join('\n', summary.Outputs));
        Row("measured", string.Join(", ", (summary.EvalMetrics ?? []).Select(metric => $"{metric.Key} {metric.Value?.ToJsonString()}")));
        Row("configs", string.Join(", ", summary.Configs));
        Row("weights", summary.Weights.Count == 0 ? "none" : string.Join('\n', summary.Weights.Select(file => $"{file.Key} ({Bytes(file.Value)})")));
        Row("license", summary.HasLicense ? "LICENSE" : "none");
        Row("locked", summary.IsLocked ? "yes; 'medulla bundle reproduce' runs the evaluation again" : "no");
        AnsiConsole.Write(table);
    }

    /// <summary>A number of bytes in the unit that suits it.</summary>
    public static string Bytes(long count) => count switch
    {
        < 1 << 10 => $"{count} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{count / 1024.0:0.#} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{count / 1048576.0:0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1073741824.0:0.##} GiB"),
    };
}
