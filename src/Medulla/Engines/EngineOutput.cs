using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Picks from what an engine makes.</summary>
public static class EngineOutput
{
    /// <summary>A function that picks values by name from the output, or the batch, of an engine.</summary>
    /// <param name="keys">The names; one gives the value alone, several a tuple.</param>
    /// <param name="first">Whether to take the first sample's value alone, such as a loss that all share.</param>
    public static Func<object?, object?> FromEngine(IReadOnlyList<string> keys, bool first = false)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return data =>
        {
            var values = keys.Select(key => data is IList samples and not IDictionary
                ? first ? Get(samples[0], key) : samples.Cast<object?>().Select(sample => Get(sample, key)).ToList() : Get(data, key)).ToArray();
            return values.Length == 1 ? values[0] : values;
        };
    }

    /// <summary>A function that picks values out of a dictionary under each name, where a network has several outputs.</summary>
    /// <param name="keys">The names; of several samples one gives the list alone, several a tuple of lists.</param>
    /// <param name="nestedKey">The name within.</param>
    [Imaging.ReferenceName("from_engine_hovernet")]
    public static Func<object?, object?> FromEngineWithin(IReadOnlyList<string> keys, string nestedKey)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return data =>
        {
            var values = keys.Select(key => data is IList samples and not IDictionary
                ? samples.Cast<object?>().Select(sample => Get(Get(sample, key), nestedKey)).ToList() : Get(Get(data, key), nestedKey)).ToArray();
            return values.Length == 1 && data is IList and not IDictionary ? values[0] : values;
        };
    }

    /// <summary>Nothing, whatever it is given; to log no outputs.</summary>
    public static object? IgnoreData(object? x) => null;

    /// <summary>The loss in an output: that of the first sample, that of a whole batch, or a bare number; null if there is none.</summary>
    public static object? LossOf(object? output) => output switch
    {
        IList and [var first, ..] and not IDictionary => LossOf(first),
        Sample or IDictionary => BatchPreparation.Get(output, BatchPreparation.Loss),
        _ => Number(output) is null ? null : output,
    };

    /// <summary>The two things that a metric compares, sample by sample.</summary>
    /// <param name="output">A pair of tensors [B, ...], or of lists with one for each sample.</param>
    /// <exception cref="ArgumentException">It is no such pair.</exception>
    internal static (IReadOnlyList<Tensor> Predictions, IReadOnlyList<Tensor> Labels) Pair(object? output)
        => output is IList { Count: 2 } pair ? (Samples(pair[0]), Samples(pair[1]))
            : throw new ArgumentException("a metric takes predictions and labels; give output_transform, such as from_engine(['pred', 'label']).");

    /// <summary>A number of an output: a scalar tensor or a plain number; null for anything else.</summary>
    internal static double? Number(object? value) => value switch
    {
        double or float or int or long => Convert.ToDouble(value),
        MetaTensor image => Number(image.Data),
        Tensor tensor when tensor.numel() == 1 => tensor.to_type(ScalarType.Float64).item<double>(),
        _ => null,
    };

    internal static Tensor Voxels(object? value) => value switch
    {
        MetaTensor image => image.Data,
        Tensor tensor => tensor,
        _ => Number(value) is { } number ? tensor(number) : throw new ArgumentException($"an array is expected, not {value?.GetType().Name ?? "null"}."),
    };

    private static IReadOnlyList<Tensor> Samples(object? value) => value switch
    {
        Tensor tensor => tensor.unbind(0),
        MetaTensor image => image.Data.unbind(0),
        IList list => [.. list.Cast<object?>().Select(Voxels)],
        _ => throw new ArgumentException($"samples are expected, not {value?.GetType().Name ?? "null"}."),
    };

    private static object? Get(object? sample, string key) => sample switch
    {
        Sample one when one.TryGetValue(key, out var value) => value,
        IDictionary map when map.Contains(key) => map[key],
        Sample or IDictionary => throw new ArgumentException($"the engine's output has no '{key}'; it has {string.Join(", ", (sample as Sample)?.Keys ?? ((IDictionary)sample).Keys.Cast<object>().Select(k => k.ToString()!))}."),
        _ => throw new ArgumentException($"the engine's output is {sample?.GetType().Name ?? "null"}; a dictionary is expected."),
    };
}
