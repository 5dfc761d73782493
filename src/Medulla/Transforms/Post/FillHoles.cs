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
/// <param name="Connectivity">Neighbours on a path share a face (1), also an edge (2), also a corner (3); all of them if null or 0.</param>
public sealed record FillHoles(Values<int>? AppliedLabels = null, int? Connectivity = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(Fill(image.Data, AppliedLabels, Connectivity));

    /// <inheritdoc cref="FillHoles"/>
    /// <param name="imgArr">Labels [1, spatial...], or one-hot [C, spatial...].</param>
    /// <param name="appliedLabels">See <see cref="AppliedLabels"/>.</param>
    /// <param name="connectivity">See <see cref="Connectivity"/>.</param>
    /// <returns>[C, spatial...]; the argument stays as it is.</returns>
    /// <exception cref="ArgumentException">A label has no channel, or, found in the image, is no whole number.</exception>
    [ReferenceName("fill_holes")]
    public static Tensor Fill(Tensor imgArr, Values<int>? appliedLabels = null, int? connectivity = null) => TensorMemory.Scoped(() =>
    {
        var data = imgArr.clone();
        var onehot = data.shape[0] > 1;
        var labels = appliedLabels is { Count: > 0 } ? appliedLabels : UniqueLabels.Of(data, onehot);

        // Of labels within each other the higher one is filled last, and stays.
        foreach (var label in labels.Where(label => label != 0).Distinct().Order())
        {
            var channel = data[onehot ? Channel(label, data) : 0];
            var inside = (onehot ? channel.ne(0) : channel.eq(label)).cpu().contiguous();
            if (BoundingBox.OfNonZero<byte>(inside.AsSpan<byte>(), inside.shape) is not { } box)
            {
                continue;
            }

            // What a label encloses lies within its bounding box.
            for (var axis = 0; axis < box.Start.Count; axis++)
            {
                inside = inside.narrow(axis, box.Start[axis], box.End[axis] - box.Start[axis]);
                channel = channel.narrow(axis, box.Start[axis], box.End[axis] - box.Start[axis]);
            }
            inside = inside.contiguous();
            var rank = inside.shape.Length;
            BinaryMorphology.FillHoles(inside.AsSpan<byte>(), inside.shape, inside.AsSpan<byte>(), connectivity is { } c and not 0 ? Math.Min(c, rank) : rank);
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
    });

    private static int Channel(int label, Tensor image) => label > 0 && label < image.shape[0] ? label
        : throw new ArgumentException($"FillHoles: label {label} has no channel in an image of [{string.Join(", ", image.shape)}]; labels 1 to {image.shape[0] - 1} have.");
}
