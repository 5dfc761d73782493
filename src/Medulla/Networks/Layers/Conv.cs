using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Convolutions in 1, 2 or 3 spatial dimensions, initialised as in PyTorch.</summary>
public static class Conv
{
    /// <summary>A convolution.</summary>
    /// <param name="spatialDims">Number of spatial axes: 1, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Kernel size, one for all axes or one for each, as the following.</param>
    /// <param name="stride">Step; 1 if null.</param>
    /// <param name="padding">Zeros added on both sides; 0 if null.</param>
    /// <param name="dilation">Distance of the kernel's elements; 1 if null.</param>
    /// <param name="groups">Number of groups that channels are split into; must divide both numbers of channels.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <returns>A module from [B, inChannels, spatial...] to [B, outChannels, spatial'...].</returns>
    /// <exception cref="ArgumentException">An argument does not fit the number of axes or channels.</exception>
    public static nn.Module<Tensor, Tensor> Create(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
    {
        var (k, s, p, d) = Sizes(nameof(Create), spatialDims, inChannels, outChannels, kernelSize, stride, padding, dilation, groups);
        return spatialDims switch
        {
            1 => nn.Conv1d(inChannels, outChannels, k[0], s[0], p[0], d[0], groups: groups, bias: bias),
            2 => nn.Conv2d(inChannels, outChannels, (k[0], k[1]), (s[0], s[1]), (p[0], p[1]), (d[0], d[1]), groups: groups, bias: bias),
            _ => nn.Conv3d(inChannels, outChannels, (k[0], k[1], k[2]), (s[0], s[1], s[2]), (p[0], p[1], p[2]), (d[0], d[1], d[2]), groups: groups, bias: bias),
        };
    }

    /// <summary>A transposed convolution.</summary>
    /// <param name="spatialDims">Number of spatial axes: 1, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Kernel size, one for all axes or one for each, as the following.</param>
    /// <param name="stride">Step; 1 if null.</param>
    /// <param name="padding">How much is cut off on both sides; 0 if null.</param>
    /// <param name="outputPadding">How much is added to the end of the output; 0 if null.</param>
    /// <param name="dilation">Distance of the kernel's elements; 1 if null.</param>
    /// <param name="groups">Number of groups that channels are split into; must divide both numbers of channels.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <returns>A module from [B, inChannels, spatial...] to [B, outChannels, spatial'...].</returns>
    /// <exception cref="ArgumentException">An argument does not fit the number of axes or channels.</exception>
    public static nn.Module<Tensor, Tensor> CreateTransposed(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? outputPadding = null, Values<int>? dilation = null, int groups = 1, bool bias = true)
    {
        var (k, s, p, d) = Sizes(nameof(CreateTransposed), spatialDims, inChannels, outChannels, kernelSize, stride, padding, dilation, groups);
        var o = PerAxis.Expand(outputPadding ?? 0, spatialDims, nameof(Conv), "output_padding");
        return spatialDims switch
        {
            1 => nn.ConvTranspose1d(inChannels, outChannels, k[0], s[0], p[0], o[0], d[0], groups: groups, bias: bias),
            2 => nn.ConvTranspose2d(
                inChannels, outChannels, (k[0], k[1]), (s[0], s[1]), (p[0], p[1]), (o[0], o[1]), (d[0], d[1]), groups: groups, bias: bias),
            _ => nn.ConvTranspose3d(
                inChannels, outChannels, (k[0], k[1], k[2]), (s[0], s[1], s[2]), (p[0], p[1], p[2]), (o[0], o[1], o[2]), (d[0], d[1], d[2]),
                groups: groups, bias: bias),
        };
    }

    /// <summary>A convolution over one spatial axis, under the name and arguments that it has in PyTorch.</summary>
    /// <inheritdoc cref="Create"/>
    public static nn.Module<Tensor, Tensor> Conv1d(
        int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
        => Create(1, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias);

    /// <summary>A convolution over two spatial axes, under the name and arguments that it has in PyTorch.</summary>
    /// <inheritdoc cref="Create"/>
    public static nn.Module<Tensor, Tensor> Conv2d(
        int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
        => Create(2, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias);

    /// <summary>A convolution over three spatial axes, under the name and arguments that it has in PyTorch.</summary>
    /// <inheritdoc cref="Create"/>
    public static nn.Module<Tensor, Tensor> Conv3d(
        int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
        => Create(3, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias);

    /// <summary>The padding under which a convolution of step 1 keeps the size of its input.</summary>
    /// <exception cref="ArgumentException">There is none, because kernel and dilation are even.</exception>
    internal static Values<int> SamePadding(Values<int> kernelSize, Values<int> dilation)
        => Values.From(Enumerable.Range(0, Math.Max(kernelSize.Count, dilation.Count)).Select(axis =>
        {
            var reach = (kernelSize.Cyclic(axis) - 1) * dilation.Cyclic(axis);
            return reach % 2 == 0 ? reach / 2
                : throw new ArgumentException($"a kernel of size {kernelSize} with dilation {dilation} has no padding that keeps the size; make it odd or give the padding.");
        }));

    private static (long[] Kernel, long[] Stride, long[] Padding, long[] Dilation) Sizes(
        string owner, int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride, Values<int>? padding,
        Values<int>? dilation, int groups)
    {
        owner = $"{nameof(Conv)}.{owner}";
        PerAxis.Dims(spatialDims, owner);
        Check.Positive(inChannels);
        Check.Positive(outChannels);
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new ArgumentException($"{owner}: {inChannels} input and {outChannels} output channels cannot be split into {groups} groups.");
        }
        return (
            PerAxis.Expand(kernelSize, spatialDims, owner, "kernel_size"), PerAxis.Expand(stride ?? 1, spatialDims, owner, "stride"),
            PerAxis.Expand(padding ?? 0, spatialDims, owner, "padding"), PerAxis.Expand(dilation ?? 1, spatialDims, owner, "dilation"));
    }
}
