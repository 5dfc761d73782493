using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Several predictions as one tensor, and back.</summary>
internal static class Ensemble
{
    /// <summary>The predictions in a tensor [N, ...], and the first as the pattern of the result.</summary>
    /// <param name="item">Images of one shape, or one tensor of them.</param>
    /// <param name="step">The step, for messages.</param>
    /// <exception cref="ArgumentException">There are none, or their shapes differ.</exception>
    public static (Tensor Stacked, MetaTensor Pattern) Stack(object? item, object step)
    {
        if (item is MetaTensor or Tensor)
        {
            var image = Item.Image(item, step);
            return (image.Data, image);
        }
        var images = item is System.Collections.IEnumerable list and not string ? list.Cast<object?>().Select(one => Item.Image(one, step)).ToList() : [];
        if (images.Count == 0 || images.Any(image => !image.Data.shape.AsSpan().SequenceEqual(images[0].Data.shape)))
        {
            throw new ArgumentException($"{step.GetType().Name} takes predictions of one shape; it was given "
                + (images.Count == 0 ? Sample.Describe(item) : string.Join(", ", images.Select(image => $"[{string.Join(", ", image.Data.shape)}]"))) + ".");
        }
        return (stack(images.Select(image => image.Data)), images[0]);
    }

    /// <summary>The result as the predictions are: of their type, on their grid.</summary>
    public static MetaTensor Finish(Tensor result, MetaTensor pattern) => pattern.WithData(result.to_type(pattern.Data.dtype));

    /// <summary>What a keyed ensemble combines: one key's value, or the values of several.</summary>
    public static object? Inputs(Sample sample, IReadOnlyList<string> keys, bool allowMissingKeys)
        => keys is [var only] && sample.ContainsKey(only) ? sample[only]
            : keys.Where(key => !allowMissingKeys || sample.ContainsKey(key)).Select(key => sample[key]).ToList();
}
