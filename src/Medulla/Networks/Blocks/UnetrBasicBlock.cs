using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A block of two convolutions, residual or not. Hatamizadeh et al., UNETR (2022).</summary>
public sealed class UnetrBasicBlock : Chain
{
    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial / stride...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernel.</param>
    /// <param name="stride">Step of the first convolution.</param>
    /// <param name="normName">The normalization.</param>
    /// <param name="resBlock">Whether the output is added to the input.</param>
    public UnetrBasicBlock(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, LayerSpec normName, bool resBlock = false)
        : base(nameof(UnetrBasicBlock))
        => Append("layer", Layer(spatialDims, inChannels, outChannels, kernelSize, stride, normName, resBlock));

    /// <summary>A residual block, or a plain one.</summary>
    internal static nn.Module<Tensor, Tensor> Layer(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, LayerSpec normName, bool resBlock) => resBlock
        ? new UnetResBlock(spatialDims, inChannels, outChannels, kernelSize, stride, normName)
        : new UnetBasicBlock(spatialDims, inChannels, outChannels, kernelSize, stride, normName);
}
