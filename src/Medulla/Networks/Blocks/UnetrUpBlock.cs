using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Enlarges features, joins them with those from the way down, and convolves both. Hatamizadeh et al., UNETR (2022).</summary>
public sealed class UnetrUpBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> transpConv, convBlock;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and [B, <paramref name="outChannels"/>, larger...] to the latter.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output, and of the features it is joined with.</param>
    /// <param name="kernelSize">Voxels under the kernels.</param>
    /// <param name="upsampleKernelSize">Enlargement, and voxels under the kernel that enlarges.</param>
    /// <param name="normName">The normalization.</param>
    /// <param name="resBlock">Whether the block that follows is residual.</param>
    public UnetrUpBlock(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> upsampleKernelSize, LayerSpec normName, bool resBlock = false)
        : base(nameof(UnetrUpBlock))
    {
        transpConv = this.Part("transp_conv", UnetConvolution.Create(spatialDims, inChannels, outChannels, upsampleKernelSize, upsampleKernelSize, isTransposed: true));
        convBlock = this.Part("conv_block", UnetrBasicBlock.Layer(spatialDims, 2 * outChannels, outChannels, kernelSize, 1, normName, resBlock));
    }

    /// <summary>Runs the block.</summary>
    public Tensor call(Tensor inp, Tensor skip)
    {
        using var scope = NewDisposeScope();
        return convBlock.call(cat([transpConv.call(inp), skip], 1)).MoveToOuterDisposeScope();
    }
}
