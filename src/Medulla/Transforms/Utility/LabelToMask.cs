using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Marks where one of some labels is; of a one-hot image, picks their channels.</summary>
/// <param name="SelectLabels">The labels; numbers of channels where the image has several.</param>
/// <param name="MergeChannels">Whether several channels become one that is true where any of them is not 0.</param>
/// <exception cref="ArgumentException">On a call: the image has no channel for a label.</exception>
public sealed record LabelToMask(Values<int> SelectLabels, bool MergeChannels = false) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var data = image.Data;
        var channels = data.shape[0];
        if (channels > 1 && SelectLabels.Any(label => label >= channels || label < -channels))
        {
            throw new ArgumentException($"labels {SelectLabels} are to be picked among the {channels} channels of a one-hot image; there are 0 to {channels - 1}.");
        }
        return image.WithData(TensorMemory.Scoped(() =>
        {
            var mask = channels > 1
                ? stack(SelectLabels.Select(label => data.select(0, label)))
                : SelectLabels.Select(label => data.eq(label)).Aggregate((a, b) => a.logical_or_(b));
            return MergeChannels ? mask.to_type(ScalarType.Bool).any(0, keepdim: true) : mask;
        }));
    }
}
