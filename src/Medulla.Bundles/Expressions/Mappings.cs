using System.Collections;

namespace Medulla.Bundles.Expressions;

/// <summary>Dictionaries: with text as keys, as configurations have them; with any keys where one is not text.</summary>
internal static class Mappings
{
    public static IDictionary Create(IEnumerable<(object? Key, object? Value)> pairs)
    {
        Dictionary<string, object?> named = [];
        Dictionary<object, object?>? any = null;
        foreach (var (key, value) in pairs)
        {
            if (any is null && key is not string)
            {
                any = named.ToDictionary(pair => (object)pair.Key, pair => pair.Value, Equality.Comparer!);
            }
            if (any is not null)
            {
                any[key ?? Equality.NoneKey] = value;
            }
            else
            {
                named[(string)key!] = value;
            }
            Limits.Check(named.Count + (any?.Count ?? 0));
        }
        return any is not null ? any : named;
    }

    /// <summary>Keys with their values, of a dictionary or of what holds pairs.</summary>
    public static IEnumerable<(object? Key, object? Value)> Pairs(object? value) => value switch
    {
        Sample sample => sample.Keys.Select(key => ((object?)key, sample[key])),
        IDictionary map => map.Keys.Cast<object>().Select(key => (key == Equality.NoneKey ? null : (object?)key, map[key])),
        _ => throw new ArgumentException($"a dictionary is expected, not {Text.Kind(value)}."),
    };

    public static object? Get(IDictionary map, object? key)
        => TryGet(map, key, out var value) ? value : throw Indexing.Missing(key, map.Keys.Cast<object?>());

    public static bool TryGet(IDictionary map, object? key, out object? value)
    {
        key ??= Equality.NoneKey;
        var fits = map.GetType().GetGenericArguments() is not [var type, _] || type.IsInstanceOfType(key);
        var found = fits && map.Contains(key);
        value = found ? map[key] : null;
        return found;
    }
}
