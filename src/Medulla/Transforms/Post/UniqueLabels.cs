using System.Numerics;
using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The labels that occur in an image.</summary>
public static class UniqueLabels
{
    /// <summary>The labels, ascending.</summary>
    /// <param name="img">Labels as [1, spatial...], or one-hot as [C, spatial...].</param>
    /// <param name="isOnehot">Whether each class has a channel; a class then occurs where its channel's sum is above 0.</param>
    /// <param name="discard">Labels to leave out.</param>
    /// <exception cref="ArgumentException">There are several channels though the image is not one-hot, or a value is no whole number.</exception>
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
            : ValuesIn(img).Select(Whole);
        return Values.From(labels.Except(discard ?? []));
    }

    private static double[] ValuesIn(Tensor image)
    {
        if (image.device_type != DeviceType.CPU || !image.is_contiguous())
        {
            return InOrder(image);
        }
        return image.dtype switch
        {
            ScalarType.Byte or ScalarType.Bool => Found<byte>(image),
            ScalarType.Int16 => Found<short>(image),
            ScalarType.Int32 => Found<int>(image),
            ScalarType.Int64 => Found<long>(image),
            ScalarType.Float32 => Found<float>(image),
            _ => InOrder(image),
        };
    }

    private static double[] Found<T>(Tensor image)
        where T : unmanaged, INumber<T>
        => [.. DistinctValues.Of<T>(image.AsSpan<T>()).Select(double.CreateTruncating)];

    /// <summary>The straight libtorch way, which sorts all voxels.</summary>
    private static double[] InOrder(Tensor image)
        => image.to_type(ScalarType.Float64).unique().output.cpu().AsSpan<double>().ToArray();

    private static int Whole(double label)
        => label == (int)label ? (int)label
            : throw new ArgumentException($"UniqueLabels: the image holds {label}; labels are whole numbers. Make it discrete first (AsDiscrete), or say which labels to look at.");
}
