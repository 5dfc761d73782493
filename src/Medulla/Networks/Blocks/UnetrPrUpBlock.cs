using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Enlarges features several times in a row. Hatamizadeh et al., UNETR (2022).</summary>
public sealed class UnetrPrUpBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> transpConvInit;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> blocks;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, larger...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="numLayer">Enlargements after the first.</param>
    /// <param name="kernelSize">Voxels under the kernels of the blocks between them.</param>
    /// <param name="stride">Step of these blocks.</param>
    /// <param name="upsampleKernelSize">Each enlargement, and voxels under the kernel that enlarges.</param>
    /// <param name="normName">The normalization.</param>
    /// <param name="convBlock">Whether a block of two convolutions follows each enlargement after the first.</param>
    /// <param name="resBlock">Whether such blocks are residual.</param>
    public UnetrPrUpBlock(
        int spatialDims, int inChannels, int outChannels, int numLayer, Values<int> kernelSize, Values<int> stride, Values<int> upsampleKernelSize,
        LayerSpec normName, bool convBlock = false, bool resBlock = false)
        : base(nameof(UnetrPrUpBlock))
    {
        transpConvInit = this.Part("transp_conv_init", Enlarge(inChannels));
        blocks = this.Parts("blocks", Enumerable.Range(0, numLayer).Select(_ => convBlock
            ? ModuleParts.Sequence(Enlarge(outChannels), UnetrBasicBlock.Layer(spatialDims, outChannels, outChannels, kernelSize, stride, normName, resBlock))
            : Enlarge(outChannels)));

        nn.Module<Tensor, Tensor> Enlarge(int from)
            => UnetConvolution.Create(spatialDims, from, outChannels, upsampleKernelSize, upsampleKernelSize, isTransposed: true);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => blocks.Aggregate(transpConvInit.call(x), (current, block) => block.call(current));
}
