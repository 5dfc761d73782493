using System.Collections;
using System.Collections.Immutable;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Makes images of arrays; of keys of a sample, with the metadata and the history under keys beside them.</summary>
public sealed record ToMetaTensor : Transform
{
    /// <summary>What was beside the array.</summary>
    private sealed record Beside(object? Metadata, object? History);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image;

    /// <summary>
    /// Makes images of keys of a sample; what lies under "key_meta_dict" becomes the image's metadata and affine, what lies under
    /// "key_transforms" its history, and both keys go.
    /// </summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private static readonly ToMetaTensor Step = new();

        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) =>
            {
                sample.TryGetValue(MetaTensorKeys.Metadata(key), out var metadata);
                sample.TryGetValue(MetaTensorKeys.History(key), out var history);
                var image = metadata is null && history is null ? sample.Image(key) : MetaTensorKeys.Join(sample.Image(key).Data, metadata as IDictionary, history as IEnumerable<AppliedOperation>);
                return image.Push(new(Step, image.Grid, Drawn: new Beside(metadata, history)));
            }).Without(Keys.SelectMany(key => new[] { MetaTensorKeys.Metadata(key), MetaTensorKeys.History(key) }));

        private protected override Sample Invert(Sample sample)
            => Keys.Where(sample.ContainsKey).Aggregate(sample, (result, key) => result[key] is MetaTensor { Applied: [.., var last] } image && last.IsOf(Step)
                ? MetaTensorKeys.Split(result, key, image.WithApplied(image.Applied.RemoveAt(image.Applied.Count - 1)), last.Drawn is Beside { History: IList foreign } ? foreign : null)
                : result);
    }
}
