using System.Text.RegularExpressions;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;

namespace Medulla.Conformance.Runs;

/// <summary>The configurations of published bundles, and what each names that is not here: the rows of docs/zoo.md.</summary>
public static partial class PublishedConfigs
{
    /// <summary>The folder of published bundles beside the repository; null where there is none.</summary>
    public static string? Folder
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Medulla.slnx")) && Path.Combine(at.FullName, "..", "shared", "zoo") is var zoo && Directory.Exists(zoo))
                {
                    return zoo;
                }
            }
            return null;
        }
    }

    /// <summary>The table's rows: bundle, configurations that lack the same, and what they lack.</summary>
    public static IEnumerable<string> Rows(string zoo)
        => Directory.EnumerateDirectories(zoo).Order(StringComparer.Ordinal).Where(bundle => Directory.Exists(Path.Combine(bundle, "configs"))).SelectMany(RowsOf);

    private static IEnumerable<string> RowsOf(string bundle)
        => Directory.EnumerateFiles(Path.Combine(bundle, "configs")).Where(IsWorkflow).Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Lacks: Lacks(file)))
            .GroupBy(one => one.Lacks).OrderBy(group => group.Key.Length > 0)
            .Select(group => $"| {Path.GetFileName(bundle)} | {string.Join(", ", group.Select(one => one.Name))} | {(group.Key.Length == 0 ? "runs unmodified" : group.Key)} |");

    /// <summary>Files of data stand among the configurations, too.</summary>
    private static bool IsWorkflow(string file)
        => Path.GetFileName(file) != "metadata.json" && Path.GetExtension(file) is ".json" or ".yaml" && File.ReadAllText(file) is var text
            && (text.Contains("_target_", StringComparison.Ordinal) || text.Contains("\"$", StringComparison.Ordinal));

    private static string Lacks(string file)
    {
        var faults = Load(file).Check();
        return string.Join("; ", faults.Select(Name).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>A configuration upon those that it is written to follow.</summary>
    private static Config Load(string file)
    {
        string[] before = Path.GetFileNameWithoutExtension(file) switch
        {
            "train_diffusion" or "multi_gpu_train_autoencoder" => ["train_autoencoder"],
            "multi_gpu_train_diffusion" => ["train_autoencoder", "train_diffusion"],
            "multi_gpu_evaluate" or "mgpu_evaluate" => ["train", "evaluate"],
            "batch_inference" => ["inference"],
            var name when name.EndsWith("_trt", StringComparison.Ordinal) => ["inference"],
            var name when name.StartsWith("evaluate", StringComparison.Ordinal) || name.StartsWith("multi_gpu", StringComparison.Ordinal) || name is "test" or "train-multigpu" or "train_continual" => ["train"],
            _ => [],
        };
        var folder = Path.GetDirectoryName(file)!;
        return Config.Load([.. before.Select(name => Path.Combine(folder, name + Path.GetExtension(file))).Where(File.Exists), file]);
    }

    private static string Name(ConfigException fault)
    {
        for (Exception? e = fault; e is not null; e = e.InnerException)
        {
            if (e is UnknownComponentException unknown)
            {
                return $"`{unknown.ComponentName}`";
            }
        }
        return Module().Match(fault.Message) is { Success: true } module ? $"`{module.Groups[1].Value}`" : fault.Message.Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex("the module '([^']+)' is not available")]
    private static partial Regex Module();
}
