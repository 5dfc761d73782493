using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Cuts boxes off at the ends of an image.</summary>
/// <param name="RemoveEmpty">Whether boxes that are left less than 1 wide along some axis are dropped.</param>
public sealed record ClipBoxToImage(bool RemoveEmpty = false) : BoxTransform
{
    /// <summary>The boxes cut off, and the labels of those that are left.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="labels">What belongs to the boxes, each [N, ...].</param>
    /// <param name="spatialSize">Voxels of the image along each axis, or one number for all.</param>
    public (Tensor Boxes, IReadOnlyList<Tensor> Labels) Apply(Tensor boxes, IReadOnlyList<Tensor> labels, Values<int> spatialSize)
    {
        var (clipped, keep) = BoxConversion.ClipBoxesToImage(boxes, BoxMoves.Size(boxes, spatialSize), RemoveEmpty);
        using (keep)
        {
            return (clipped, [.. labels.Select(label => label[keep])]);
        }
    }

    /// <summary>Cuts boxes of a sample off at the ends of an image.</summary>
    /// <param name="BoxKeys">The key of the boxes.</param>
    /// <param name="LabelKeys">Keys of what belongs to the boxes, such as labels and scores.</param>
    /// <param name="BoxRefImageKeys">The key of the image.</param>
    /// <param name="RemoveEmpty">Whether boxes that are left less than 1 wide along some axis are dropped.</param>
    /// <param name="AllowMissingKeys">Whether the step is passed over where a sample lacks the boxes.</param>
    /// <exception cref="ArgumentException">There are several keys of boxes, or of images.</exception>
    public sealed record Keyed(
        Values<string> BoxKeys, Values<string> LabelKeys, Values<string> BoxRefImageKeys, bool RemoveEmpty = true, bool AllowMissingKeys = false)
        : SampleTransform(BoxKeys, AllowMissingKeys)
    {
        private readonly string box = BoxItem.Single(BoxKeys, nameof(BoxKeys));
        private readonly string image = BoxItem.Single(BoxRefImageKeys, nameof(BoxRefImageKeys));

        private protected override Sample Apply(Sample sample, Call call)
        {
            if (AllowMissingKeys && !sample.ContainsKey(box))
            {
                return sample;
            }
            using var scope = NewDisposeScope();
            var (clipped, keep) = At(box, () => BoxConversion.ClipBoxesToImage(
                sample.Image(box).Data, [.. sample.Image(image).SpatialShape.Select(n => (int)n)], RemoveEmpty));
            return LabelKeys.Aggregate(
                sample.With(box, Item.Like(sample[box], clipped.MoveToOuterDisposeScope())), (result, key) => result.With(key, At(key, () => BoxItem.Kept(sample, key, keep))));
        }
    }
}
