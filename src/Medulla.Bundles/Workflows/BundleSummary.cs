using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Imaging;

namespace Medulla.Bundles.Workflows;

/// <summary>What a bundle is, at a glance.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Title">What the metadata call it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Task">What it is meant to do.</param>
/// <param name="Description">More of that.</param>
/// <param name="Authors">Who made it.</param>
/// <param name="Copyright">Who owns it.</param>
/// <param name="Inputs">What its network takes.</param>
/// <param name="Outputs">What its network gives.</param>
/// <param name="EvalMetrics">What it was measured at, as the metadata have it.</param>
/// <param name="Configs">Names of its configurations.</param>
/// <param name="Weights">Files of weights, by path in the bundle, with their bytes.</param>
/// <param name="HasLicense">Whether there is a LICENSE.</param>
/// <param name="IsLocked">Whether an evaluation is locked (<see cref="BundleLock"/>).</param>
public sealed record BundleSummary(
    string Name, string? Title, string? Version, string? Task, string? Description, string? Authors, string? Copyright, Values<string> Inputs, Values<string> Outputs, JsonObject? EvalMetrics,
    Values<string> Configs, IReadOnlyDictionary<string, long> Weights, bool HasLicense, bool IsLocked)
{
    /// <summary>The summary of a bundle. Metadata that are not as expected are left out; <see cref="Bundle.VerifyMetadata"/> says what is wrong with them.</summary>
    public static BundleSummary Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        string? Word(string name) => bundle.Metadata[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        var models = Path.Combine(bundle.Root, "models");
        return new(
            bundle.Name, Word("name"), Word("version"), Word("task"), Word("description"), Word("authors"), Word("copyright"), Formats(bundle, "inputs"), Formats(bundle, "outputs"),
            bundle.Metadata["eval_metrics"]?.DeepClone() as JsonObject, Values.From(bundle.Configs),
            (Directory.Exists(models) ? Directory.EnumerateFiles(models, "*", SearchOption.AllDirectories) : []).Order(StringComparer.Ordinal)
                .ToDictionary(path => Path.GetRelativePath(bundle.Root, path).Replace('\\', '/'), path => new FileInfo(path).Length),
            File.Exists(Path.Combine(bundle.Root, "LICENSE")), File.Exists(Path.Combine(bundle.Root, BundleLock.FileName)));
    }

    private static Values<string> Formats(Bundle bundle, string group)
    {
        var formats = (bundle.Metadata["network_data_format"] as JsonObject)?[group];
        try
        {
            return formats is null ? Values.From<string>([]) : Values.From(TensorFormat.All(ConfigFiles.Json(formats.ToJsonString(), group)).Select(format => format.ToString()));
        }
        catch (ConfigException e)
        {
            return Values.From([e.Message]);
        }
    }
}
