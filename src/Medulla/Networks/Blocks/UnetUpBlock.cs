using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Enlarges features, joins them with those from the way down, and convolves both. Isensee et al., nnU-Net (2021).</summary>
public sealed class UnetUpBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> transpConv, convBlock;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and [B, <paramref name="outChannels"/>, larger...] to the latter.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output, and of the features it is joined with.</param>
    /// <param name="kernelSize">Voxels under the kernels.</param>
    /// <param name="stride">Accepted for configurations' sake; the enlargement is <paramref name="upsampleKernelSize"/>.</param>
    /// <param name="upsampleKernelSize">Enlargement, and voxels under the kernel that enlarges.</param>
    /// <param name="normName">The normalization.</param>
    /// <param name="actName">The activation; leakyrelu with a slope of 0.01 if null.</param>
    /// <param name="dropout">Dropout behind the convolutions, or its probability; none if null.</param>
    /// <param name="transBias">Whether the enlarging convolution adds a number per channel.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes, or a layer is unknown.</exception>
    public UnetUpBlock(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, Values<int> upsampleKernelSize, LayerSpec normName,
        LayerSpec? actName = null, LayerSpec? dropout = null, bool transBias = false)
        : base(nameof(UnetUpBlock))
    {
        transpConv = this.Part("transp_conv", UnetConvolution.Create(
            spatialDims, inChannels, outChannels, upsampleKernelSize, upsampleKernelSize, dropout, transBias, isTransposed: true));
        convBlock = this.Part("conv_block", new UnetBasicBlock(spatialDims, 2 * outChannels, outChannels, kernelSize, 1, normName, actName, dropout));
    }

    /// <summary>Runs the block.</summary>
    /// <exception cref="ArgumentException">The two do not meet in size.</exception>
    public Tensor call(Tensor inp, Tensor skip)
    {
        using var scope = NewDisposeScope();
        var enlarged = transpConv.call(inp);
        var (found, wanted) = (enlarged.shape, skip.shape);
        return found.AsSpan(2).SequenceEqual(wanted.AsSpan(2)) ? convBlock.call(cat([enlarged, skip], 1)).MoveToOuterDisposeScope() : throw new ArgumentException(
            $"{nameof(UnetUpBlock)}: features of [{string.Join(", ", found)}] meet ones of [{string.Join(", ", wanted)}]; pad the image to multiples of the product of the strides (DivisiblePad).");
    }
}
