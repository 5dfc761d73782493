using System.Collections;
using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Makes bare arrays of images; of keys of a sample, with the metadata and the history under keys beside them.</summary>
public sealed record FromMetaTensor : ITransform
{
    object? ITransform.Run(object? item, Call call) => Item.Image(item, this).Data;

    /// <summary>Makes bare arrays of keys of a sample; metadata go to "key_meta_dict" and the history to "key_transforms".</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="DataType">For all keys or each: "tensor" or "numpy", which here are the same.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, Values<ArrayKind>? DataType = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key))
                .Aggregate(sample, (result, key) => MetaTensorKeys.Split(result, key, result.Image(key)));

        private protected override Sample Invert(Sample sample)
        {
            var images = new ToMetaTensor.Keyed(Keys, AllowMissingKeys: true).Apply(sample);
            return Keys.Where(images.ContainsKey).Aggregate(images, (result, key) =>
                result.With(key, WithoutLast(result.Image(key))));
        }

        /// <summary>That the image was put together leaves no mark: it is what it was.</summary>
        private static MetaTensor WithoutLast(MetaTensor image) => image.WithApplied(image.Applied.RemoveAt(image.Applied.Count - 1));
    }
}
