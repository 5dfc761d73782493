using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Convolutions of 1 to 3 spatial dimensions.</summary>
public static class Conv
{
    /// <summary>A convolution.</summary>
    /// <param name="spatialDims">1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernel">Size of the kernel, along each axis or for all.</param>
    /// <param name="stride">Step, likewise.</param>
    /// <param name="padding">Zeros around the input, likewise.</param>
    /// <param name="dilation">Distance of kernel elements, likewise.</param>
    /// <param name="groups">Number of groups of channels.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public static nn.Module<Tensor, Tensor> Create(
        int spatialDims, int inChannels, int outChannels, Values<int> kernel, Values<int> stride, Values<int> padding, Values<int> dilation, int groups = 1, bool bias = true)
    {
        var (k, s, p, d) = (Axes(kernel, spatialDims), Axes(stride, spatialDims), Axes(padding, spatialDims), Axes(dilation, spatialDims));
        return spatialDims switch
        {
            1 => nn.Conv1d(inChannels, outChannels, k[0], s[0], p[0], d[0], groups: groups, bias: bias),
            2 => nn.Conv2d(inChannels, outChannels, (k[0], k[1]), (s[0], s[1]), (p[0], p[1]), (d[0], d[1]), groups: groups, bias: bias),
            3 => nn.Conv3d(inChannels, outChannels, (k[0], k[1], k[2]), (s[0], s[1], s[2]), (p[0], p[1], p[2]), (d[0], d[1], d[2]), groups: groups, bias: bias),
            _ => throw Dims(spatialDims),
        };
    }

    /// <summary>A transposed convolution; <paramref name="outputPadding"/> is added at the end of each axis.</summary>
    /// <inheritdoc cref="Create"/>
    public static nn.Module<Tensor, Tensor> CreateTransposed(
        int spatialDims, int inChannels, int outChannels, Values<int> kernel, Values<int> stride, Values<int> padding, Values<int> outputPadding,
        Values<int> dilation, int groups = 1, bool bias = true)
    {
        var (k, s, p) = (Axes(kernel, spatialDims), Axes(stride, spatialDims), Axes(padding, spatialDims));
        var (o, d) = (Axes(outputPadding, spatialDims), Axes(dilation, spatialDims));
        return spatialDims switch
        {
            1 => nn.ConvTranspose1d(inChannels, outChannels, k[0], s[0], p[0], o[0], d[0], groups: groups, bias: bias),
            2 => nn.ConvTranspose2d(inChannels, outChannels, (k[0], k[1]), (s[0], s[1]), (p[0], p[1]), (o[0], o[1]), (d[0], d[1]), groups: groups, bias: bias),
            3 => nn.ConvTranspose3d(inChannels, outChannels, (k[0], k[1], k[2]), (s[0], s[1], s[2]), (p[0], p[1], p[2]), (o[0], o[1], o[2]), (d[0], d[1], d[2]), groups: groups, bias: bias),
            _ => throw Dims(spatialDims),
        };
    }

    /// <summary>The padding that keeps the size of an image at stride 1.</summary>
    /// <exception cref="ArgumentException">A kernel is even and its dilation odd, so that there is none.</exception>
    public static Values<int> SamePadding(Values<int> kernel, Values<int> dilation)
        => Values.From(Enumerable.Range(0, Math.Max(kernel.Count, dilation.Count)).Select(i =>
            (kernel.Cyclic(i) - 1) * dilation.Cyclic(i) is var span && span % 2 == 0 ? span / 2
                : throw new ArgumentException($"kernel {kernel} with dilation {dilation} has no padding that keeps the size; use an odd kernel.")));

    private static long[] Axes(Values<int> values, int dims)
        => values.Count == 1 ? [.. Enumerable.Repeat((long)values[0], dims)]
            : values.Count == dims ? [.. values.Select(v => (long)v)]
            : throw new ArgumentException($"{values} was given for {dims} spatial dimensions; one value or {dims} are expected.");

    private static ArgumentOutOfRangeException Dims(int spatialDims)
        => new(nameof(spatialDims), spatialDims, "convolutions have 1 to 3 spatial dimensions.");
}
