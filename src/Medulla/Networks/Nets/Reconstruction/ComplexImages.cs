using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Complex images for networks of real numbers: pairs on the last axis become channels, all real parts before all imaginary ones.</summary>
public static class ComplexImages
{
    /// <summary>Pairs as channels.</summary>
    /// <param name="x">[B, C, spatial..., 2] with two or three spatial axes.</param>
    /// <returns>[B, 2 C, spatial...].</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    [ReferenceName("reshape_complex_to_channel_dim")]
    public static Tensor ToChannels(Tensor x)
    {
        CheckPairs(x);
        return x.movedim([x.Dimensions - 1], [1]).flatten(1, 2);
    }

    /// <summary>Channels as pairs.</summary>
    /// <param name="x">[B, 2 C, spatial...] with two or three spatial axes.</param>
    /// <returns>[B, C, spatial..., 2].</returns>
    /// <exception cref="ArgumentException">The shape is another, or the number of channels odd.</exception>
    [ReferenceName("reshape_channel_complex_to_last_dim")]
    public static Tensor ToPairs(Tensor x)
    {
        CheckChannels(x);
        return x.unflatten(1, 2, x.shape[1] / 2).movedim([1], [x.Dimensions]);
    }

    /// <summary>Each channel as an item of the batch.</summary>
    /// <param name="x">[B, C, spatial..., 2].</param>
    /// <returns>[B C, 1, spatial..., 2], and B.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    [ReferenceName("reshape_channel_to_batch_dim")]
    public static (Tensor Items, int Batch) ToBatch(Tensor x)
    {
        CheckPairs(x);
        return (x.flatten(0, 1).unsqueeze(1), (int)x.shape[0]);
    }

    /// <summary>Items of the batch as channels again.</summary>
    /// <param name="x">[B C, 1, spatial..., 2].</param>
    /// <param name="batchSize">B.</param>
    /// <returns>[B, C, spatial..., 2].</returns>
    /// <exception cref="ArgumentException">The shape is another, or the items do not divide.</exception>
    [ReferenceName("reshape_batch_channel_to_channel_dim")]
    public static Tensor FromBatch(Tensor x, int batchSize)
    {
        CheckPairs(x);
        return batchSize > 0 && x.shape[0] % batchSize == 0 ? x.squeeze(1).unflatten(0, batchSize, x.shape[0] / batchSize)
            : throw new ArgumentException($"{x.shape[0]} items do not divide into a batch of {batchSize}.", nameof(batchSize));
    }

    /// <summary>Real and imaginary parts of each item with mean 0 and deviation 1.</summary>
    /// <param name="x">[B, 2 C, spatial...].</param>
    /// <returns>The image, and the means and deviations, [B, 2 C, 1...].</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    [ReferenceName("complex_normalize")]
    public static (Tensor Image, Tensor Mean, Tensor Std) Normalize(Tensor x)
    {
        CheckChannels(x);
        using var scope = NewDisposeScope();
        var parts = x.reshape(x.shape[0], 2, -1);
        long[] each = [x.shape[0], x.shape[1], .. Enumerable.Repeat(1L, (int)x.Dimensions - 2)];
        var mean = parts.mean([2]).repeat_interleave(x.shape[1] / 2, 1).view(each);
        var std = parts.std(2, unbiased: false).repeat_interleave(x.shape[1] / 2, 1).view(each);
        return (((x - mean) / std).MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope(), std.MoveToOuterDisposeScope());
    }

    /// <summary>Zeros around an image, so that its sizes are multiples of a power of 2.</summary>
    /// <returns>The image, and how many lie before it on each axis.</returns>
    internal static (Tensor Image, long[] Before) Pad(Tensor x, int multiple)
    {
        long[] missing = [.. x.shape.Skip(2).Select(n => (multiple - n % multiple) % multiple)];
        long[] before = [.. missing.Select(n => n / 2)];
        return (nn.functional.pad(x, [.. missing.Zip(before).Reverse().SelectMany(one => new[] { one.Second, one.First - one.Second })]), before);
    }

    /// <summary>A network that was given for images of two channels; null if none was.</summary>
    internal static nn.Module<Tensor, Tensor>? TwoChannels(string owner, nn.Module<Tensor, Tensor>? network)
        => network is null || network.parameters().FirstOrDefault() is { Dimensions: > 1 } first && first.shape[1] == 2 ? network
            : throw new ArgumentException($"{owner}: the network that was given must take 2 channels, the real and imaginary parts.", nameof(network));

    private static void CheckPairs(Tensor x)
    {
        if (x.Dimensions is not (5 or 6) || x.shape[^1] != 2)
        {
            throw new ArgumentException($"a complex image is [B, C, H, W, 2] or [B, C, H, W, D, 2]; it is [{string.Join(", ", x.shape)}].");
        }
    }

    private static void CheckChannels(Tensor x)
    {
        if (x.Dimensions is not (4 or 5) || x.shape[1] % 2 != 0)
        {
            throw new ArgumentException($"an image with complex channels is [B, 2 C, H, W] or [B, 2 C, H, W, D]; it is [{string.Join(", ", x.shape)}].");
        }
    }
}
