using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Makes masks into the boxes around what they mark; see <see cref="BoxToMask"/>.</summary>
/// <param name="BgLabel">What masks hold where there is nothing.</param>
/// <param name="BoxDtype">Type of the boxes.</param>
/// <param name="LabelDtype">Type of the labels.</param>
public sealed record MaskToBox(int BgLabel = -1, ScalarType BoxDtype = ScalarType.Float32, ScalarType LabelDtype = ScalarType.Int64) : BoxTransform
{
    /// <summary>The boxes, and their labels.</summary>
    /// <inheritdoc cref="BoxMasks.ConvertMaskToBox"/>
    public (Tensor Boxes, Tensor Labels) Apply(Tensor boxesMask) => BoxMasks.ConvertMaskToBox(boxesMask, BgLabel, BoxDtype, LabelDtype);

    private protected override object Run(Tensor boxes) => Apply(boxes);

    /// <summary>Makes masks of a sample into boxes. The masks are those of <see cref="BoxToMask.Keyed"/>: their background is 0, and they get their labels back.</summary>
    /// <param name="BoxKeys">Keys that the boxes get.</param>
    /// <param name="BoxMaskKeys">Keys of masks.</param>
    /// <param name="LabelKeys">Keys that the labels get.</param>
    /// <param name="MinFgLabel">The least label that there may be.</param>
    /// <param name="BoxDtype">Type of the boxes.</param>
    /// <param name="LabelDtype">Type of the labels.</param>
    /// <param name="AllowMissingKeys">Whether masks that a sample lacks are passed over.</param>
    /// <exception cref="ArgumentException">There are not as many masks or labels as boxes.</exception>
    public sealed record Keyed(
        Values<string> BoxKeys, Values<string> BoxMaskKeys, Values<string> LabelKeys, int MinFgLabel, ScalarType BoxDtype = ScalarType.Float32,
        ScalarType LabelDtype = ScalarType.Int64, bool AllowMissingKeys = false) : SampleTransform(BoxKeys, AllowMissingKeys)
    {
        /// <summary>Keys of masks.</summary>
        public Values<string> BoxMaskKeys { get; init; } = BoxItem.AsMany(BoxMaskKeys, BoxKeys, nameof(BoxMaskKeys));

        /// <summary>Keys that the labels get.</summary>
        public Values<string> LabelKeys { get; init; } = BoxItem.AsMany(LabelKeys, BoxKeys, nameof(LabelKeys));

        private protected override Sample Apply(Sample sample, Call call)
            => BoxMaskKeys.Index().Where(one => !AllowMissingKeys || sample.ContainsKey(one.Item)).Aggregate(sample, (result, one) => At(one.Item, () =>
            {
                var labelled = sample.Image(one.Item).Data + (MinFgLabel - 1);
                var (boxes, labels) = BoxMasks.ConvertMaskToBox(labelled, MinFgLabel - 1, BoxDtype, LabelDtype);
                object Like(Tensor made) => sample[one.Item] is MetaTensor mask ? new MetaTensor(made, mask.Affine) : made;
                return result.With(one.Item, Item.Like(sample[one.Item], labelled)).With(BoxKeys[one.Index], Like(boxes)).With(LabelKeys[one.Index], Like(labels));
            }));
    }
}
