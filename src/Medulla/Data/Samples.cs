using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>What pipelines give: one sample or a list of them.</summary>
internal static class Samples
{
    /// <summary>The samples in the result of a pipeline.</summary>
    public static IReadOnlyList<Sample> Of(object? result) => result switch
    {
        Sample one => [one],
        IEnumerable many => [.. many.Cast<Sample>()],
        _ => throw new InvalidOperationException($"a data pipeline gives samples; this one gave {Sample.Describe(result)}."),
    };

    /// <summary>The same values behind tensors of their own, so that whoever gets them may dispose of them.</summary>
    public static object? Share(object? value) => value switch
    {
        MetaTensor image => image.WithData(image.Data.alias()),
        Tensor tensor => tensor.alias(),
        Sample sample => new Sample(sample.Select(pair => KeyValuePair.Create(pair.Key, Share(pair.Value)))),
        List<object?> list => list.Select(Share).ToList(),
        _ => value,
    };
}
