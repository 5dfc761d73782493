using System.Collections;
using System.Text.RegularExpressions;
using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Drops keys of a sample, or of the dictionaries in it; keys that are not there are no error.</summary>
/// <param name="Keys">The keys; of inner dictionaries as paths, "meta.filename".</param>
/// <param name="Sep">What parts the names of a path.</param>
/// <param name="UseRe">For all keys or each: whether the last name is a regular expression, to be found somewhere in a key.</param>
/// <exception cref="KeyNotFoundException">On a call: an inner dictionary is not there.</exception>
public sealed record DeleteItems(Values<string> Keys, string Sep = ".", Values<bool>? UseRe = null) : SampleTransform(Keys)
{
    private protected override Sample Apply(Sample sample, Call call)
        => Keys.Select((key, index) => (Path: key.Split(Sep), UseRe: UseRe?.Cyclic(index) ?? false))
            .Aggregate(sample, (rest, one) => (Sample)Without(rest, one.Path, one.UseRe));

    private static object Without(object? map, ReadOnlySpan<string> path, bool useRe)
    {
        var items = Items(map, path[0]);
        var name = path[0];
        if (path.Length > 1)
        {
            var inner = items.Find(pair => Equals(pair.Key, name)) is { Key: not null } found ? found.Value
                : throw new KeyNotFoundException($"there is no '{name}' to delete '{string.Join("' of '", path[1..].ToArray())}' from.");
            var changed = Without(inner, path[1..], useRe);
            return Like(map!, items.Select(pair => Equals(pair.Key, name) ? KeyValuePair.Create<object, object?>(pair.Key, changed) : pair));
        }
        return Like(map!, items.Where(pair => useRe ? !Regex.IsMatch($"{pair.Key}", name) : !Equals(pair.Key, name)));
    }

    private static List<KeyValuePair<object, object?>> Items(object? map, string name) => map switch
    {
        Sample sample => [.. sample.Select(pair => KeyValuePair.Create<object, object?>(pair.Key, pair.Value))],
        IDictionary dictionary => [.. dictionary.Keys.Cast<object>().Select(key => KeyValuePair.Create(key, dictionary[key]))],
        _ => throw new ArgumentException($"'{name}' cannot be deleted from {Sample.Describe(map)}; a dictionary is needed there."),
    };

    private static object Like(object map, IEnumerable<KeyValuePair<object, object?>> items)
        => map is Sample ? new Sample(items.Select(pair => KeyValuePair.Create((string)pair.Key, pair.Value)))
            : map is IDictionary<string, object?> ? items.ToDictionary(pair => (string)pair.Key, pair => pair.Value)
            : items.ToDictionary(pair => pair.Key, pair => pair.Value);
}
