using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>PyTorch's own modules under the names and arguments that configurations use, as in <c>torch.nn.Conv2d</c>.</summary>
public static class TorchModules
{
    /// <summary>A convolution over one spatial axis, [B, inChannels, W] to [B, outChannels, W'].</summary>
    /// <inheritdoc cref="Conv2d"/>
    [ReferenceName("Conv1d")]
    public static nn.Module<Tensor, Tensor> Conv1d(
        int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
        => Conv.Create(1, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias);

    /// <summary>A convolution over two spatial axes, [B, inChannels, H, W] to [B, outChannels, H', W'].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Kernel size, one for all axes or one for each, as the following.</param>
    /// <param name="stride">Step; 1 if null.</param>
    /// <param name="padding">Zeros added on both sides; 0 if null.</param>
    /// <param name="dilation">Distance of the kernel's elements; 1 if null.</param>
    /// <param name="groups">Number of groups that channels are split into.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <exception cref="ArgumentException">An argument does not fit the number of axes or channels.</exception>
    [ReferenceName("Conv2d")]
    public static nn.Module<Tensor, Tensor> Conv2d(
        int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
        => Conv.Create(2, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias);

    /// <summary>A convolution over three spatial axes, [B, inChannels, D, H, W] to [B, outChannels, D', H', W'].</summary>
    /// <inheritdoc cref="Conv2d"/>
    [ReferenceName("Conv3d")]
    public static nn.Module<Tensor, Tensor> Conv3d(
        int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
        => Conv.Create(3, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias);
}
