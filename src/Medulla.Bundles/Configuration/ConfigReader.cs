using System.Text.Json;
using Medulla.Bundles.Components;

namespace Medulla.Bundles.Configuration;

/// <summary>Builds what a configuration describes: objects with a <c>_target_</c> become components, everything else stays a value.</summary>
/// <param name="registry">Where components are found; the default one if null.</param>
public sealed class ConfigReader(ComponentRegistry? registry = null)
{
    private readonly ComponentRegistry registry = registry ?? ComponentRegistry.Default;

    /// <summary>The value of a piece of configuration.</summary>
    /// <param name="json">The piece.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <exception cref="ConfigException">A component is unknown, or does not take its arguments.</exception>
    public object? Read(JsonElement json, string path = "")
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var members = json.EnumerateObject().Where(p => p.Name != "_desc_").ToDictionary(p => p.Name, p => p.Value);
                if (!members.Remove("_target_", out var target))
                {
                    return members.ToDictionary(pair => pair.Key, pair => Read(pair.Value, $"{path}.{pair.Key}"));
                }
                return Build(target.GetString() ?? "", members.ToDictionary(pair => pair.Key, pair => Read(pair.Value, $"{path}.{pair.Key}")), path);
            case JsonValueKind.Array:
                return json.EnumerateArray().Select((item, i) => Read(item, $"{path}[{i}]")).ToList();
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.Number:
                return json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble();
            case JsonValueKind.True or JsonValueKind.False:
                return json.GetBoolean();
            default:
                return null;
        }
    }

    private object? Build(string target, Dictionary<string, object?> arguments, string path)
    {
        var component = registry.Find(target)
            ?? throw new ConfigException(path, $"there is no component '{target}'{(registry.Suggest(target) is { } near ? $"; did you mean '{near}'?" : ".")}");
        try
        {
            return component.Create(arguments);
        }
        catch (ArgumentException e)
        {
            throw new ConfigException(path, e.Message, e);
        }
    }
}
