using System.Collections;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Reconstruction.Transforms;

/// <summary>Copies entries of metadata to keys of the sample.</summary>
/// <param name="Keys">The entries, whose names the keys get.</param>
/// <param name="MetaKey">The key of the metadata: a dictionary, or an image with metadata of its own.</param>
/// <param name="AllowMissingKeys">Whether entries that are not there are passed over.</param>
public sealed record ExtractDataKeyFromMetaKey(Values<string> Keys, string MetaKey, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var entries = Entries(sample.TryGetValue(MetaKey, out var found) ? found
            : throw new ArgumentException($"ExtractDataKeyFromMetaKey: the sample has no '{MetaKey}'; it has {string.Join(", ", sample.Keys)}."));
        return Keys.Where(key => !AllowMissingKeys || entries.ContainsKey(key)).Aggregate(sample, (result, key) => result.With(key, entries.TryGetValue(key, out var value) ? value
            : throw new ArgumentException($"ExtractDataKeyFromMetaKey: '{MetaKey}' has no '{key}'; it has {string.Join(", ", entries.Keys)}.")));
    }

    private IReadOnlyDictionary<string, object?> Entries(object? metadata) => metadata switch
    {
        Sample sample => sample.ToDictionary(),
        MetaTensor image => image.Metadata.Fields.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        IDictionary map => map.Keys.Cast<object>().ToDictionary(key => $"{key}", key => map[key]),
        _ => throw new ArgumentException($"ExtractDataKeyFromMetaKey: '{MetaKey}' is {Sample.Describe(metadata)}; metadata are expected."),
    };
}
