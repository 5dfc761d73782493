using System.Collections;
using System.Collections.Immutable;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>The keys beside the array of an image that is taken apart, and what lies there.</summary>
internal static class MetaTensorKeys
{
    /// <summary>The key of the metadata.</summary>
    public static string Metadata(string key) => $"{key}_meta_dict";

    /// <summary>The key of the history.</summary>
    public static string History(string key) => $"{key}_transforms";

    /// <summary>An image of its parts.</summary>
    public static MetaTensor Join(Tensor voxels, IDictionary? metadata, IEnumerable<AppliedOperation>? history)
    {
        var known = metadata is null ? [] : metadata.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => metadata[key]);
        var affine = known.Remove("affine", out var matrix) ? AffineOf(matrix) : null;
        var original = known.Remove("original_affine", out var first) ? AffineOf(first) : null;
        return new MetaTensor(voxels, affine, new Metadata
        {
            FileName = known.Remove("filename_or_obj", out var file) ? file as string : null,
            OriginalAffine = original,
            Space = known.Remove("space", out var space) && space is string name ? name : "RAS",
            Fields = known.Where(pair => pair.Value is not null).ToImmutableDictionary(pair => pair.Key, pair => pair.Value!),
        }).WithApplied([.. history ?? []]);
    }

    /// <summary>What is known of an image, by the reference's names; matrices are of type <see cref="Affine"/>.</summary>
    public static Dictionary<string, object?> Known(MetaTensor image)
    {
        var metadata = image.Metadata.Fields.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        metadata["affine"] = image.Affine;
        metadata["space"] = image.Metadata.Space;
        if (image.Metadata.FileName is { } file)
        {
            metadata["filename_or_obj"] = file;
        }
        if (image.Metadata.OriginalAffine is { } original)
        {
            metadata["original_affine"] = original;
        }
        return metadata;
    }

    /// <summary>The sample with an image taken apart.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="key">The key of the image.</param>
    /// <param name="image">The image.</param>
    /// <param name="history">The history, where it is not the image's.</param>
    public static Sample Split(Sample sample, string key, MetaTensor image, IList? history = null)
    {
        var metadata = Known(image);
        foreach (var name in metadata.Where(pair => pair.Value is Affine).Select(pair => pair.Key).ToList())
        {
            metadata[name] = MatrixOf((Affine)metadata[name]!);
        }
        return sample.With(key, image.Data).With(Metadata(key), metadata).With(History(key), history ?? image.Applied.ToList());
    }

    private static Tensor MatrixOf(Affine affine) => tensor(affine.RowMajor.ToArray(), [affine.Rank + 1, affine.Rank + 1]);

    private static Affine? AffineOf(object? value) => value switch
    {
        Affine affine => affine,
        Tensor { Dimensions: 2 } matrix => new((int)matrix.shape[0] - 1, matrix.to_type(ScalarType.Float64).contiguous().cpu().AsSpan<double>()),
        null => null,
        _ => throw new ArgumentException($"the affine among the metadata is {Sample.Describe(value)}; a square matrix is expected."),
    };
}
