using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Keeps the largest connected components of a label and sets the others to 0.</summary>
/// <param name="AppliedLabels">Labels (or channels of a one-hot image) to look at; all but 0 if null.</param>
/// <param name="IsOnehot">Whether each class has a channel; if null, whether there is more than one channel.</param>
/// <param name="Independent">Whether each label is looked at by itself; otherwise their union is.</param>
/// <param name="Connectivity">Neighbours share a face (1), also an edge (2), also a corner (3); all of them if null.</param>
/// <param name="NumComponents">Number of components to keep.</param>
public sealed record KeepLargestConnectedComponent(
    Values<int>? AppliedLabels = null, bool? IsOnehot = null, bool Independent = true, int? Connectivity = null, int NumComponents = 1) : Transform
{
    /// <summary>Number of components to keep.</summary>
    public int NumComponents { get; init; } = Check.Positive(NumComponents);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data.clone();
            var onehot = IsOnehot ?? data.shape[0] > 1;
            var labels = AppliedLabels ?? UniqueLabels.Of(data, onehot, 0);
            if (Independent)
            {
                foreach (var label in labels)
                {
                    var channel = data[onehot ? label : 0];
                    RemoveSmaller(channel, onehot ? channel.gt(0) : channel.eq(label));
                }
                return data;
            }
            var channels = onehot ? labels.Select(label => data[label]).ToArray() : [data[0]];
            var foreground = (onehot ? channels.Select(channel => channel.eq(1)) : labels.Select(label => channels[0].eq(label)))
                .Aggregate(zeros_like(channels[0], ScalarType.Bool), (a, b) => a.logical_or(b));
            foreach (var channel in channels)
            {
                RemoveSmaller(channel, foreground);
            }
            return data;
        }));

    /// <summary>Where the largest connected components are.</summary>
    /// <param name="img">[spatial...]; voxels that are not 0 are foreground.</param>
    /// <param name="connectivity">See <see cref="Connectivity"/>.</param>
    /// <param name="numComponents">Number of components to keep.</param>
    /// <returns>[spatial...], bool.</returns>
    public static Tensor GetLargestConnectedComponentMask(Tensor img, int? connectivity = null, int numComponents = 1)
        => TensorMemory.Scoped(() =>
        {
            var foreground = (img.dtype == ScalarType.Bool ? img : img.ne(0)).cpu().contiguous();
            var mask = empty(foreground.shape, ScalarType.Bool);
            ConnectedComponents.Select(
                foreground.AsSpan<byte>(), foreground.shape, connectivity ?? foreground.shape.Length, sizes => Largest(sizes, numComponents), mask.AsSpan<byte>());
            return mask.to(img.device);
        });

    /// <summary>Which components to keep. Of equally large ones the later stays, as with a reversed stable sort.</summary>
    private static bool[] Largest(IReadOnlyList<long> sizes, int count)
    {
        var keep = new bool[sizes.Count];
        foreach (var component in Enumerable.Range(0, sizes.Count).OrderByDescending(component => sizes[component]).ThenByDescending(component => component).Take(count))
        {
            keep[component] = true;
        }
        return keep;
    }

    private void RemoveSmaller(Tensor channel, Tensor foreground)
    {
        var mask = GetLargestConnectedComponentMask(foreground, Connectivity, NumComponents);
        channel.masked_fill_(foreground.ne(mask), 0);
    }
}
