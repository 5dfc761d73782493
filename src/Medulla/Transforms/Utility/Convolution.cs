using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Weighted sums of neighbours, channel by channel.</summary>
internal static class Convolution
{
    /// <summary>Filters with a kernel; outside the image is 0.</summary>
    /// <param name="image">[C, spatial...], of one to three spatial axes.</param>
    /// <param name="kernel">[spatial...] for all channels, or [C, spatial...].</param>
    /// <returns>As the image; float32 of integers.</returns>
    /// <exception cref="ArgumentException">The kernel does not fit the image.</exception>
    public static Tensor Apply(Tensor image, Tensor kernel)
    {
        var (shape, rank) = (image.shape, (int)image.Dimensions - 1);
        var shared = kernel.Dimensions == rank;
        if (rank is < 1 or > 3 || (!shared && (kernel.Dimensions != rank + 1 || (kernel.shape[0] != 1 && kernel.shape[0] != shape[0]))))
        {
            throw new ArgumentException($"ImageFilter: a kernel [{string.Join(", ", kernel.shape)}] does not fit an image [{string.Join(", ", shape)}]; it must have the image's spatial axes, or these and its channels.");
        }
        var real = Real(image);
        var weights = kernel.to(real.device).to_type(real.dtype);
        // One kernel for all channels takes them for a batch of single-channel images.
        var result = shared
            ? Convolve(real.unsqueeze(1), weights.unsqueeze(0).unsqueeze(0), 1).squeeze(1)
            : Convolve(real.unsqueeze(0), weights.expand([shape[0], .. kernel.shape[1..]]).unsqueeze(1).contiguous(), shape[0]).squeeze(0);
        return image.is_floating_point() ? result.to_type(image.dtype) : result;
    }

    /// <summary>The CPU convolves neither integers nor half precision.</summary>
    private static Tensor Real(Tensor image)
        => image.dtype is ScalarType.Float32 or ScalarType.Float64 || (image.is_floating_point() && image.device_type != DeviceType.CPU)
            ? image : image.to_type(ScalarType.Float32);

    private static Tensor Convolve(Tensor batch, Tensor kernel, long groups)
    {
        long[] half = [.. kernel.shape[2..].Select(n => n / 2)];
        return half.Length switch
        {
            1 => nn.functional.conv1d(batch, kernel, padding: half[0], groups: groups),
            2 => nn.functional.conv2d(batch, kernel, padding: half, groups: groups),
            _ => nn.functional.conv3d(batch, kernel, padding: half, groups: groups),
        };
    }
}
