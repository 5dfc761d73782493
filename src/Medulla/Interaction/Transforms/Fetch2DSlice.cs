using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Takes the slice out of volumes that clicks were made in, and notes in their metadata which, as "slice_idx".</summary>
/// <param name="Keys">The volumes, spatial axes only.</param>
/// <param name="Guidance">Key of the clicks: lists into the object and beside it, and the number of the slice.</param>
/// <param name="Axis">The axis along which slices lie.</param>
/// <param name="MetaKeys">Keys of the volumes' metadata; made of the volumes' keys if null.</param>
/// <param name="MetaKeyPostfix">What comes after a volume's key in that of its metadata, for all or for each; "meta_dict" if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">On a call: there is no number of a slice, or no such slice.</exception>
public sealed record Fetch2DSlice(
    Values<string> Keys, string Guidance = "guidance", int Axis = 0, Values<string>? MetaKeys = null, Values<string>? MetaKeyPostfix = null,
    bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private readonly Values<string> metadata = SampleMetadata.Keys(nameof(Fetch2DSlice), Keys, MetaKeys, MetaKeyPostfix);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var number = At(Guidance, () => Clicks.Read(sample[Guidance]) is [_, _, var slice, ..] ? (long)Clicks.Number(slice)
            : throw new ArgumentException("the clicks have no number of a slice; lists into the object and beside it and the number are expected, see AddGuidanceFromPoints."));
        for (var i = 0; i < Keys.Count; i++)
        {
            var (key, metaKey) = (Keys[i], metadata[i]);
            if (!AllowMissingKeys || sample.ContainsKey(key))
            {
                sample = At(key, () => Fetched(sample, key, metaKey, number));
            }
        }
        return sample;
    }

    private Sample Fetched(Sample sample, string key, string metaKey, long number)
    {
        var data = sample.Image(key).Data;
        if (Axis < 0 || Axis >= data.Dimensions || number < -data.shape[Axis] || number >= data.shape[Axis])
        {
            throw new ArgumentException($"the volume is [{string.Join(", ", data.shape)}]; there is no slice {number} along its axis {Axis}.");
        }
        var known = SampleMetadata.Of(sample, metaKey);
        known["slice_idx"] = data.shape.Select((n, axis) => axis == Axis ? number : (object?)new Range(0, (int)n)).ToList();
        return sample.With(metaKey, known).With(key, Item.Like(sample[key], data.select(Axis, number)));
    }
}
