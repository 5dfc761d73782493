using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>What a sample says of its classes: their names with the values in the label map, and further things by name.</summary>
internal static class SampleClasses
{
    /// <summary>The key under which samples keep the names of their classes.</summary>
    public const string Key = "label_names";

    /// <summary>The classes of a sample, in order.</summary>
    /// <exception cref="ArgumentException">The sample has no names with numbers.</exception>
    public static IReadOnlyList<(string Name, double Value)> Of(Sample sample)
        => [.. Named(sample, Key).Select(pair => (pair.Name, Clicks.Number(pair.Value)))];

    /// <summary>What a sample holds by name under a key.</summary>
    /// <exception cref="ArgumentException">It is no dictionary.</exception>
    public static IReadOnlyList<(string Name, object? Value)> Named(Sample sample, string key) => sample[key] switch
    {
        Sample inner => [.. inner.Select(pair => (pair.Key, pair.Value))],
        IDictionary map => [.. map.Keys.Cast<object>().Select(name => ($"{name}", map[name]))],
        var other => throw new ArgumentException($"'{key}' is {Sample.Describe(other)}; a dictionary by names of classes is expected."),
    };

    /// <summary>What a sample holds under a name in the dictionary of a key; null if it has no such dictionary, or nothing of that name.</summary>
    public static object? Find(Sample sample, string key, string name)
        => sample.GetValueOrDefault(key) is null ? null : Named(sample, key).FirstOrDefault(pair => pair.Name == name).Value;

    /// <summary>Where a map of values shows a class, bool. Background has the value 0, objects values of 1 or more; others are nowhere.</summary>
    public static Tensor Mask(Tensor map, string name, double value)
        => (name == LabelNames.Background ? value < 0.5 : value > 0.5) ? map.eq(value) : zeros_like(map, ScalarType.Bool);
}
