using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The labels that occur in an image.</summary>
public static class UniqueLabels
{
    /// <summary>The labels, ascending.</summary>
    /// <param name="img">Labels as [1, spatial...], or one-hot as [C, spatial...].</param>
    /// <param name="isOnehot">Whether each class has a channel; a class then occurs where its channel's sum is above 0.</param>
    /// <param name="discard">Labels to leave out.</param>
    /// <exception cref="ArgumentException">There are several channels though the image is not one-hot.</exception>
    [ReferenceName("get_unique_labels")]
    public static Values<int> Of(Tensor img, bool isOnehot, Values<int>? discard = null)
    {
        using var scope = NewDisposeScope();
        if (!isOnehot && img.shape[0] != 1)
        {
            throw new ArgumentException($"UniqueLabels: the image is [{string.Join(", ", img.shape)}]; labels that are not one-hot have one channel.");
        }
        IEnumerable<int> labels = isOnehot
            ? Enumerable.Range(0, (int)img.shape[0]).Where(channel => img[channel].sum().to_type(ScalarType.Float64).item<double>() > 0)
            : img.unique().output.to_type(ScalarType.Int32).cpu().AsSpan<int>().ToArray();
        return Values.From(labels.Except(discard ?? []));
    }
}
