using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>
/// Gives each label the holes that it encloses: all that no path outside the label joins to the border of the image. What other labels
/// lie in such a hole are overwritten.
/// </summary>
/// <param name="AppliedLabels">Labels (or channels of a one-hot image) to fill; all but 0 if null.</param>
/// <param name="Connectivity">Neighbours on a path share a face (1), also an edge (2), also a corner (3); all of them if null.</param>
public sealed record FillHoles(Values<int>? AppliedLabels = null, int? Connectivity = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data.clone();
            var onehot = data.shape[0] > 1;
            foreach (var label in (AppliedLabels is { Count: > 0 } ? AppliedLabels : UniqueLabels.Of(data, onehot)).Where(label => label != 0))
            {
                var channel = data[onehot ? label : 0];
                var inside = (onehot ? channel.ne(0) : channel.eq(label)).cpu().contiguous();
                BinaryMorphology.FillHoles(inside.AsSpan<byte>(), inside.shape, inside.AsSpan<byte>(), Connectivity ?? inside.shape.Length);
                if (onehot)
                {
                    channel.copy_(inside);
                }
                else
                {
                    channel.masked_fill_(inside.to(data.device), label);
                }
            }
            return data;
        }));
}
