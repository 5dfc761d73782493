using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>Convolutions as nnU-Net pads them: a stride shrinks, or enlarges, by exactly itself. Isensee et al., nnU-Net (2021).</summary>
public static class UnetConvolution
{
    /// <summary>The zeros on each side with which a stride shrinks an image by exactly itself.</summary>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="stride">Step of the kernel, likewise.</param>
    /// <exception cref="ArgumentException">The kernel is shorter than the stride by more than a voxel.</exception>
    [ReferenceName("get_padding")]
    public static Values<int> Padding(Values<int> kernelSize, Values<int> stride)
        => Conv.PerAxis((k, s, _, _) => k - s + 1 >= 0 ? (k - s + 1) / 2 : throw Misfit(kernelSize, stride), kernelSize, stride, 0, 0);

    /// <summary>The voxels that a transposed convolution adds at the end, to enlarge an image by exactly its stride.</summary>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="stride">Step of the kernel, likewise.</param>
    /// <param name="padding">Zeros on each side, likewise.</param>
    /// <exception cref="ArgumentException">There would be less than none.</exception>
    [ReferenceName("get_output_padding")]
    public static Values<int> OutputPadding(Values<int> kernelSize, Values<int> stride, Values<int> padding)
        => Conv.PerAxis((k, s, p, _) => 2 * p + s - k >= 0 ? 2 * p + s - k : throw Misfit(kernelSize, stride), kernelSize, stride, padding, 0);

    /// <summary>A convolution, transposed or not, with a dropout behind it at most.</summary>
    /// <exception cref="ArgumentException">The kernel is smaller than the stride leaves room for.</exception>
    internal static Convolution Create(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, LayerSpec? dropout = null, bool bias = false, bool isTransposed = false)
    {
        var padding = Padding(kernelSize, stride);
        return new(
            spatialDims, inChannels, outChannels, stride, kernelSize, act: LayerSpec.None, norm: LayerSpec.None, dropout: dropout ?? LayerSpec.None, bias: bias,
            isTransposed: isTransposed, padding: padding, outputPadding: isTransposed ? OutputPadding(kernelSize, stride, padding) : null);
    }

    private static ArgumentException Misfit(Values<int> kernelSize, Values<int> stride)
        => new($"UnetConvolution: the kernel is {kernelSize} and the stride {stride}; a kernel of at least the stride less 1 is expected.", nameof(kernelSize));
}
