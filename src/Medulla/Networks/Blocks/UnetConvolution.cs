using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>Convolutions as nnU-Net pads them: a stride shrinks, or enlarges, by exactly itself. Isensee et al., nnU-Net (2021).</summary>
internal static class UnetConvolution
{
    /// <summary>A convolution, transposed or not, with a dropout behind it at most.</summary>
    /// <exception cref="ArgumentException">The kernel is smaller than the stride leaves room for.</exception>
    public static Convolution Create(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, LayerSpec? dropout = null, bool bias = false, bool isTransposed = false)
    {
        var axes = Math.Max(kernelSize.Count, stride.Count);
        int[] padding = [.. Enumerable.Range(0, axes).Select(i => (kernelSize.Cyclic(i) - stride.Cyclic(i) + 1) / 2)];
        int[] behind = [.. Enumerable.Range(0, axes).Select(i => 2 * padding[i] + stride.Cyclic(i) - kernelSize.Cyclic(i))];
        if (Enumerable.Range(0, axes).Any(i => kernelSize.Cyclic(i) - stride.Cyclic(i) + 1 < 0 || isTransposed && behind[i] < 0))
        {
            throw new ArgumentException($"UnetConvolution: the kernel is {kernelSize} and the stride {stride}; a kernel of at least the stride less 1 is expected.", nameof(kernelSize));
        }
        return new(
            spatialDims, inChannels, outChannels, stride, kernelSize, act: LayerSpec.None, norm: LayerSpec.None, dropout: dropout ?? LayerSpec.None, bias: bias,
            isTransposed: isTransposed, padding: Values.From(padding), outputPadding: isTransposed ? Values.From(behind) : null);
    }
}
