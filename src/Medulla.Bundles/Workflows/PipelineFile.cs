using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// Pipelines in JSON or YAML files: a list of steps, each a <c>_target_</c> with its arguments; a single <c>Compose</c>; an object with one
/// such list among its members; or a model's folder, whose preprocessing it is.
/// </summary>
public static class PipelineFile
{
    private const string Target = "_target_", Nameless = "pipeline";

    /// <summary>Reads a pipeline.</summary>
    /// <param name="path">The file, or a model's folder.</param>
    /// <param name="member">Which member of the object is the pipeline; needed only where several could be.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ConfigException">The file is not valid, has no pipeline or several, or a step cannot be built.</exception>
    public static Compose Load(string path, string? member = null, ComponentRegistry? registry = null)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, SegmentationModel.DescriptionFile) : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"there is no {file}.", file);
        }
        var root = ConfigFiles.Load(file);
        if (root is not Dictionary<string, object?> map || map.ContainsKey(Target))
        {
            // A pipeline without a name around it.
            (root, member) = (new Dictionary<string, object?> { [Nameless] = root }, Nameless);
        }
        var config = Config.From((Dictionary<string, object?>)root, registry);
        var place = Find(config, member, Path.GetFileName(file));
        return config.Resolve(place) switch
        {
            Compose pipeline => pipeline,
            ITransform step => new Compose(step),
            List<object?> steps => new Compose(Values.From(steps.Select((step, i) => step as ITransform ?? throw new ConfigException($"{place}::{i}", $"{step ?? "null"} is no transform.")))),
            var other => throw new ConfigException(place, $"{other ?? "null"} is no pipeline; a list of transforms is."),
        };
    }

    private static string Find(Config config, string? member, string file)
    {
        if (member is not null)
        {
            return config.Contains(member) ? member : throw new ConfigException(file, $"there is no member '{member}'; it has {Members(config.Names)}.");
        }
        var pipelines = config.Names.Where(name => IsPipeline(config[name])).ToList();
        return pipelines is [var only] ? only : throw new ConfigException(
            file, pipelines.Count == 0 ? "it has no pipeline: a list whose entries have a '_target_', or a Compose." : $"{Members(pipelines)} are pipelines; say which one.");
    }

    private static bool IsPipeline(object? item) => item switch
    {
        List<object?> list => list.Count > 0 && list.TrueForAll(step => step is Dictionary<string, object?> map && map.ContainsKey(Target)),
        Dictionary<string, object?> map => map.GetValueOrDefault(Target) is string target && target.Split('.')[^1] == nameof(Compose),
        _ => false,
    };

    private static string Members(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'").DefaultIfEmpty("none"));
}
