using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Makes boxes into masks, which can be rotated like images; <see cref="MaskToBox"/> leads back.</summary>
/// <param name="BgLabel">What masks hold where there is no box; less than every label.</param>
/// <param name="EllipseMask">Whether the ellipse inside a box is marked, instead of all of it; rotated boxes then stay smaller.</param>
public sealed record BoxToMask(int BgLabel = -1, bool EllipseMask = false) : BoxTransform
{
    /// <summary>A mask for each box.</summary>
    /// <inheritdoc cref="BoxMasks.ConvertBoxToMask"/>
    public Tensor Apply(Tensor boxes, Tensor labels, Values<int> spatialSize) => BoxMasks.ConvertBoxToMask(boxes, labels, spatialSize, BgLabel, EllipseMask);

    /// <summary>Makes boxes of a sample into masks. So that resampling may fill up with 0, the background is 0 there and labels are raised likewise.</summary>
    /// <param name="BoxKeys">Keys of boxes.</param>
    /// <param name="BoxMaskKeys">Keys that the masks get.</param>
    /// <param name="LabelKeys">Keys of labels.</param>
    /// <param name="BoxRefImageKeys">Keys of the images that the boxes lie in, one for each key of boxes or one for all.</param>
    /// <param name="MinFgLabel">The least label that there may be.</param>
    /// <param name="EllipseMask">See <see cref="BoxToMask"/>.</param>
    /// <param name="AllowMissingKeys">Whether boxes that a sample lacks are passed over.</param>
    /// <exception cref="ArgumentException">There are not as many masks or labels as boxes.</exception>
    public sealed record Keyed(
        Values<string> BoxKeys, Values<string> BoxMaskKeys, Values<string> LabelKeys, Values<string> BoxRefImageKeys, int MinFgLabel, bool EllipseMask = false,
        bool AllowMissingKeys = false) : SampleTransform(BoxKeys, AllowMissingKeys)
    {
        /// <summary>Keys that the masks get.</summary>
        public Values<string> BoxMaskKeys { get; init; } = BoxItem.AsMany(BoxMaskKeys, BoxKeys, nameof(BoxMaskKeys));

        /// <summary>Keys of labels.</summary>
        public Values<string> LabelKeys { get; init; } = BoxItem.AsMany(LabelKeys, BoxKeys, nameof(LabelKeys));

        private protected override Sample Apply(Sample sample, Call call)
            => BoxKeys.Index().Where(one => !AllowMissingKeys || sample.ContainsKey(one.Item)).Aggregate(sample, (result, one) => At(one.Item, () =>
            {
                var boxes = sample.Image(one.Item);
                var size = Values.From(sample.Image(BoxRefImageKeys.Cyclic(one.Index)).SpatialShape.Select(n => (int)n));
                var mask = BoxMasks.ConvertBoxToMask(boxes.Data, sample.Image(LabelKeys[one.Index]).Data, size, MinFgLabel - 1, EllipseMask).sub_(MinFgLabel - 1);
                return result.With(BoxMaskKeys[one.Index], sample[one.Item] is MetaTensor ? new MetaTensor(mask, boxes.Affine) : mask);
            }));
    }
}
