using Medulla.Bundles.Components;

namespace Medulla.Bundles.Configuration;

/// <summary>The items of a configuration as written: dictionaries and lists, by ids such as "network::channels::0".</summary>
internal sealed class ConfigTree(Dictionary<string, object?> root)
{
    public Dictionary<string, object?> Root { get; } = root;

    public static object? Copy(object? value) => value switch
    {
        Dictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Copy(pair.Value)),
        List<object?> list => list.Select(Copy).ToList(),
        _ => value,
    };

    public bool TryGet(string id, out object? value)
    {
        value = Root;
        foreach (var part in ConfigId.Parts(id))
        {
            if (value is Dictionary<string, object?> map ? !map.TryGetValue(part, out value) : !(value is List<object?> list && At(list, part) is { } index && Then(list[index], out value)))
            {
                return false;
            }
        }
        return true;
    }

    /// <exception cref="ConfigException">There is no such item.</exception>
    public object? Get(string id) => TryGet(id, out var value) ? value : throw Unknown(id);

    /// <summary>Puts a value in place of an item, or adds one; what lies above must exist, but for new names of dictionaries.</summary>
    /// <exception cref="ConfigException">There is no place for it.</exception>
    public void Set(string id, object? value)
    {
        var parts = ConfigId.Parts(id);
        if (parts.Length == 0)
        {
            throw new ConfigException(id, "an item has an id.");
        }
        var parent = string.Join(ConfigId.Separator, parts[..^1]);
        switch (Get(parent))
        {
            case Dictionary<string, object?> map:
                map[parts[^1]] = value;
                break;
            case List<object?> list when At(list, parts[^1]) is { } index:
                list[index] = value;
                break;
            case List<object?> list:
                throw new ConfigException(parent, $"there is no position '{parts[^1]}' among {list.Count}.");
            default:
                throw new ConfigException(parent, $"this is a single value; '{parts[^1]}' cannot be set in it.");
        }
    }

    /// <summary>Takes in another configuration, name by name; "+name" adds to the list or dictionary that is there.</summary>
    /// <exception cref="ConfigException">What is to be added does not go with what is there.</exception>
    public void Merge(IReadOnlyDictionary<string, object?> other)
    {
        foreach (var (key, value) in other)
        {
            var id = key.Length > 1 && key[0] == '+' ? key[1..] : key;
            if (id.Length == key.Length || !TryGet(id, out var present))
            {
                Set(id, value);
                continue;
            }
            switch ((present, value))
            {
                case (Dictionary<string, object?> into, Dictionary<string, object?> more):
                    foreach (var (name, item) in more)
                    {
                        into[name] = item;
                    }
                    break;
                case (List<object?> into, List<object?> more):
                    into.AddRange(more);
                    break;
                default:
                    throw new ConfigException(key, $"'+' adds to a list or a dictionary one of the same kind; {Expressions.Text.Kind(value)} does not go with {Expressions.Text.Kind(present)}.");
            }
        }
    }

    public ConfigException Unknown(string id)
    {
        var parts = ConfigId.Parts(id);
        for (var i = 0; i < parts.Length; i++)
        {
            var parent = string.Join(ConfigId.Separator, parts[..i]);
            if (TryGet(ConfigId.Join(parent, parts[i]), out _))
            {
                continue;
            }
            TryGet(parent, out var above);
            var near = above is Dictionary<string, object?> map ? Names.Nearest(parts[i], map.Keys) : null;
            return new(id, $"there is no '{parts[i]}'{(parent.Length > 0 ? $" in '{parent}'" : "")}{(above is List<object?> list ? $", which has {list.Count} positions" : "")}{(near is null ? "." : $"; did you mean '{near}'?")}");
        }
        return new(id, "there is no such item.");
    }

    private static int? At(List<object?> list, string part) => int.TryParse(part, out var at) && at >= -list.Count && at < list.Count ? at < 0 ? at + list.Count : at : null;

    private static bool Then(object? item, out object? value)
    {
        value = item;
        return true;
    }
}
