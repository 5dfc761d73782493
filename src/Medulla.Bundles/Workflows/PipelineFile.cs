using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// Pipelines in JSON files: a list of steps, each a <c>_target_</c> with its arguments; a single <c>Compose</c>; an object with one
/// such list among its members; or a model's folder, whose preprocessing it is.
/// </summary>
public static class PipelineFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a pipeline.</summary>
    /// <param name="path">The file, or a model's folder.</param>
    /// <param name="member">Which member of the object is the pipeline; needed only where several could be.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ConfigException">The file is no JSON, has no pipeline or several, or a step cannot be built.</exception>
    public static Compose Load(string path, string? member = null, ComponentRegistry? registry = null)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, SegmentationModel.DescriptionFile) : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"there is no {file}.", file);
        }
        using var document = Parse(file);
        var (json, place) = Find(document.RootElement, member, file);
        return new ConfigReader(registry).Read(json, place) switch
        {
            Compose pipeline => pipeline,
            ITransform step => new Compose(step),
            List<object?> steps => new Compose(Values.From(steps.Select((step, i) => step as ITransform ?? throw new ConfigException($"{place}[{i}]", $"{step ?? "null"} is no transform.")))),
            var other => throw new ConfigException(place, $"{other ?? "null"} is no pipeline; a list of transforms is."),
        };
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
        }
        catch (JsonException e)
        {
            throw new ConfigException(Path.GetFileName(file), $"not valid JSON: {e.Message}", e);
        }
    }

    private static (JsonElement Json, string Place) Find(JsonElement root, string? member, string file)
    {
        var name = Path.GetFileName(file);
        if (member is not null)
        {
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out var named)
                ? (named, member)
                : throw new ConfigException(name, $"there is no member '{member}'; it has {Members(root.ValueKind == JsonValueKind.Object ? root.EnumerateObject().Select(p => p.Name) : [])}.");
        }
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("_target_", out _))
        {
            return (root, "");
        }
        var pipelines = root.EnumerateObject().Where(property => IsPipeline(property.Value)).ToList();
        return pipelines is [var only] ? (only.Value, only.Name) : throw new ConfigException(
            name, pipelines.Count == 0 ? "it has no pipeline: a list whose entries have a '_target_', or a Compose." : $"{Members(pipelines.Select(p => p.Name))} are pipelines; say which one.");
    }

    private static bool IsPipeline(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.GetArrayLength() > 0 && json.EnumerateArray().All(step => step.ValueKind == JsonValueKind.Object && step.TryGetProperty("_target_", out _)),
        JsonValueKind.Object => json.TryGetProperty("_target_", out var target) && target.ValueKind == JsonValueKind.String && target.GetString()!.Split('.')[^1] == nameof(Compose),
        _ => false,
    };

    private static string Members(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'").DefaultIfEmpty("none"));
}
