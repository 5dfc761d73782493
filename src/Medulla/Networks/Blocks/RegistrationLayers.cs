using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Layers that registration networks are made of; none of their convolutions has a bias.</summary>
internal static class RegistrationLayers
{
    /// <summary>A convolution that keeps the size, normalization and activation.</summary>
    public static Convolution Block(
        int spatialDims, int inChannels, int outChannels, Values<int>? kernelSize = null, int strides = 1, Values<int>? padding = null,
        LayerSpec? act = null, LayerSpec? norm = null, KernelInitializer initializer = KernelInitializer.KaimingNormal)
    {
        var block = new Convolution(
            spatialDims, inChannels, outChannels, strides, kernelSize ?? 3, act: act ?? "relu", norm: norm ?? "batch", bias: false, padding: padding);
        var kernel = block.named_parameters().First(pair => pair.name == "conv.weight").parameter;
        _ = initializer == KernelInitializer.Zeros ? nn.init.zeros_(kernel) : nn.init.kaiming_normal_(kernel);
        return block;
    }

    /// <summary>A convolution that keeps the size, and nothing after it.</summary>
    public static Convolution Plain(int spatialDims, int inChannels, int outChannels, Values<int>? kernelSize = null)
        => new(spatialDims, inChannels, outChannels, kernelSize: kernelSize ?? 3, bias: false, convOnly: true);

    /// <summary>A transposed convolution that doubles the size, normalization and activation.</summary>
    public static Convolution Enlarging(int spatialDims, int inChannels, int outChannels)
        => new(spatialDims, inChannels, outChannels, 2, act: "relu", norm: "batch", bias: false, isTransposed: true, padding: 1, outputPadding: 1);

    /// <summary>Sees to it that sizes can be halved.</summary>
    /// <exception cref="ArgumentException">One is odd.</exception>
    public static void RequireEven(string owner, Tensor x)
    {
        var shape = x.shape;
        if (shape.Skip(2).Any(n => n % 2 != 0))
        {
            throw new ArgumentException($"{owner}: the input is [{string.Join(", ", shape)}]; even spatial sizes, which can be halved, are expected. Pad the image.");
        }
    }

    /// <summary>Both halves of the channels added, and enlarged.</summary>
    /// <param name="x">[B, 2 C, spatial...].</param>
    /// <param name="size">The size of the result.</param>
    /// <param name="mode">How values between voxels are made up.</param>
    /// <param name="alignCorners">Whether the outer voxels' centres stay in place.</param>
    /// <returns>[B, C, <paramref name="size"/>...].</returns>
    public static Tensor AddAndEnlarge(Tensor x, long[] size, InterpolateMode mode, bool? alignCorners)
    {
        var shape = x.shape;
        // Interpolation is linear, so adding first gives the same for half the work.
        var sum = x.reshape([shape[0], 2, shape[1] / 2, .. shape[2..]]).sum([1]);
        return Resized(sum, size, mode, alignCorners);
    }

    /// <summary>[B, C, spatial...] to [B, C, <paramref name="size"/>...]; <paramref name="x"/> itself where nothing is to do.</summary>
    public static Tensor Resized(Tensor x, long[] size, InterpolateMode mode, bool? alignCorners)
    {
        var shape = x.shape;
        if (shape.AsSpan(2).SequenceEqual(size))
        {
            return x;
        }
        return nn.functional.interpolate(
            x, size, mode: Interpolate.Native(mode, shape.Length - 2),
            align_corners: mode is InterpolateMode.Nearest or InterpolateMode.NearestExact or InterpolateMode.Area ? null : alignCorners ?? false);
    }
}
