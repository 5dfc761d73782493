using System.Collections;
using Medulla.Imaging;

namespace Medulla.Interaction;

/// <summary>Metadata of an image that lies beside it in the sample, as a dictionary of its own ("image_meta_dict").</summary>
internal static class SampleMetadata
{
    /// <summary>What comes after an image's key, where nothing else is said.</summary>
    public const string Postfix = "meta_dict";

    /// <summary>The keys of the metadata of some images.</summary>
    /// <param name="who">Whose parameters these are.</param>
    /// <param name="keys">Keys of the images.</param>
    /// <param name="metaKeys">The keys, if given.</param>
    /// <param name="postfix">What otherwise comes after an image's key: for all, or for each.</param>
    /// <exception cref="ArgumentException">There are not as many keys of metadata as of images.</exception>
    public static Values<string> Keys(string who, Values<string> keys, Values<string>? metaKeys, Values<string>? postfix)
    {
        foreach (var (name, given) in new[] { ("meta_keys", metaKeys?.Count), ("meta_key_postfix", postfix is { Count: > 1 } ? postfix.Count : null) })
        {
            if (given is { } count && count != keys.Count)
            {
                throw new ArgumentException($"{who}: there are {count} {name} for {keys.Count} keys; one for each is expected.");
            }
        }
        return metaKeys ?? Values.From(keys.Select((key, i) => $"{key}_{(postfix ?? Postfix).Cyclic(i)}"));
    }

    /// <summary>A copy of the metadata under a key.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Dictionary<string, object?> Of(Sample sample, string key) => Find(sample, key)
        ?? throw new ArgumentException($"there is no dictionary '{key}' with metadata in the sample; FromMetaTensord makes one, or give meta_keys.");

    /// <summary>A copy of the metadata under a key; null if there is none.</summary>
    public static Dictionary<string, object?>? Find(Sample sample, string key) => sample.GetValueOrDefault(key) switch
    {
        Sample inner => inner.ToDictionary(),
        IDictionary map => map.Keys.Cast<object>().ToDictionary(name => $"{name}", name => map[name]),
        _ => null,
    };

    /// <summary>A list of whole numbers in metadata.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static long[] Numbers(IReadOnlyDictionary<string, object?> metadata, string name)
        => Clicks.Whole(metadata.GetValueOrDefault(name) ?? throw new ArgumentException($"the metadata has no '{name}'; it has {string.Join(", ", metadata.Keys)}."));

    /// <summary>Voxels along each axis of an image as it was read.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="key">The image's key.</param>
    /// <param name="metaKey">The key of its metadata, for images that are bare arrays.</param>
    /// <exception cref="ArgumentException">Nothing is known of it.</exception>
    public static long[] OriginalShape(Sample sample, string key, string metaKey)
        => sample[key] is not MetaTensor image ? Numbers(Of(sample, metaKey), "spatial_shape")
            : image.Metadata.Fields.TryGetValue("spatial_shape", out var known) ? Clicks.Whole(known)
            : (image.Applied is [var first, ..] ? first.Source.Shape : image.SpatialShape).ToArray();
}
