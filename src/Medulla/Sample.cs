using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Medulla;

/// <summary>The keyed record that flows through a pipeline: "image", "label" and the like, in insertion order.</summary>
/// <remarks>Values are images, tensors, numbers, strings, paths, or lists and samples of these. Steps give a new sample.</remarks>
public sealed class Sample : IReadOnlyDictionary<string, object?>
{
    private readonly OrderedDictionary<string, object?> items;

    /// <summary>The key of the one value of an item that has no names.</summary>
    public const string NamelessKey = "";

    /// <summary>An empty sample, to be filled by an initializer: <c>new Sample { ["image"] = path }</c>.</summary>
    public Sample() => items = [];

    /// <summary>A sample of the given items.</summary>
    public Sample(IEnumerable<KeyValuePair<string, object?>> items) => this.items = new(items);

    /// <summary>A sample of a dictionary whose keys are text.</summary>
    internal static Sample From(IDictionary map)
        => new(map.Keys.Cast<object>().Select(key => KeyValuePair.Create(
            key as string ?? throw new ArgumentException($"a sample has text for keys; one is {Describe(key)}."), map[key])));

    /// <summary>The value of <paramref name="key"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key; the message lists those there are.</exception>
    public object? this[string key]
    {
        get => items.TryGetValue(key, out var value) ? value : throw Missing(key);
        init => items[key] = value;
    }

    /// <summary>The keys in insertion order.</summary>
    public IEnumerable<string> Keys => items.Keys;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => items.Values;

    /// <summary>Number of keys.</summary>
    public int Count => items.Count;

    /// <summary>The image under <paramref name="key"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    /// <exception cref="ArgumentException">The value is something else.</exception>
    public MetaTensor Image(string key) => this[key] switch
    {
        MetaTensor image => image,
        Tensor tensor => new(tensor),
        var other => throw new ArgumentException($"key '{key}' holds {Describe(other)}; an image is needed there. Is LoadImage missing before this step?"),
    };

    /// <summary>A copy in which <paramref name="key"/> has another value.</summary>
    public Sample With(string key, object? value)
    {
        var copy = new Sample(items);
        copy.items[key] = value;
        return copy;
    }

    /// <summary>A copy without <paramref name="key"/>.</summary>
    public Sample Without(string key)
    {
        var copy = new Sample(items);
        copy.items.Remove(key);
        return copy;
    }

    /// <summary>A copy without some keys.</summary>
    internal Sample Without(IEnumerable<string> keys) => keys.Aggregate(this, (sample, key) => sample.Without(key));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => items.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => items.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A value in the words of an error message.</summary>
    internal static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"the string '{text}'",
        MetaTensor image => image.ToString(),
        Tensor tensor => $"a tensor [{string.Join(", ", tensor.shape)}]",
        _ => $"a {value.GetType().Name}",
    };

    private KeyNotFoundException Missing(string key)
        => new($"there is no key '{key}'; the sample has {(Count == 0 ? "none" : string.Join(", ", Keys.Select(k => $"'{k}'")))}.");
}
