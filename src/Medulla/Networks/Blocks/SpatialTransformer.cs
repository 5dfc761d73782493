using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Transformer blocks among the voxels of an image, with attention to a context, added to the image. Rombach et al., High-resolution
/// image synthesis with latent diffusion models (2022).
/// </summary>
public sealed class SpatialTransformer : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> norm, projIn, projOut;
    private readonly IReadOnlyList<DiffusionUNetTransformerBlock> blocks;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and a context [B, M, <paramref name="crossAttentionDim"/>] to the former's shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of input and output.</param>
    /// <param name="numAttentionHeads">Number of heads.</param>
    /// <param name="numHeadChannels">Channels of each head.</param>
    /// <param name="numLayers">Number of transformer blocks.</param>
    /// <param name="dropout">Probability to drop weights and outputs.</param>
    /// <param name="normNumGroups">Groups of the normalization, a divisor of <paramref name="inChannels"/>.</param>
    /// <param name="normEps">Added to the variance in the normalization.</param>
    /// <param name="crossAttentionDim">Channels of the context; as many as within if null.</param>
    /// <param name="upcastAttention">Whether queries and keys are float32 whatever the input is.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">A number is out of range or does not divide the channels.</exception>
    public SpatialTransformer(
        int spatialDims, int inChannels, int numAttentionHeads, int numHeadChannels, int numLayers = 1, double dropout = 0, int normNumGroups = 32,
        double normEps = 1e-6, int? crossAttentionDim = null, bool upcastAttention = false, bool includeFc = true, bool useCombinedLinear = false,
        bool useFlashAttention = false)
        : base(nameof(SpatialTransformer))
    {
        var inner = Dimensions.AtLeast(nameof(SpatialTransformer), nameof(numAttentionHeads), numAttentionHeads)
            * Dimensions.AtLeast(nameof(SpatialTransformer), nameof(numHeadChannels), numHeadChannels);
        norm = this.Part("norm", Norm.Create(SpatialAttentionBlock.GroupNorm(normNumGroups, normEps), spatialDims, inChannels));
        projIn = this.Part("proj_in", new Convolution(spatialDims, inChannels, inner, kernelSize: 1, convOnly: true));
        blocks = this.Parts("transformer_blocks", Enumerable.Range(0, numLayers).Select(_ => new DiffusionUNetTransformerBlock(
            inner, numAttentionHeads, numHeadChannels, dropout, crossAttentionDim, upcastAttention, useFlashAttention, includeFc, useCombinedLinear)));
        projOut = this.Part("proj_out", Nets.InitialWeights.Zeroed(new Convolution(spatialDims, inner, inChannels, kernelSize: 1, convOnly: true)));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">The image [B, C, spatial...].</param>
    /// <param name="context">[B, M, C']; the image itself if null.</param>
    public Tensor call(Tensor x, Tensor? context = null)
    {
        using var scope = NewDisposeScope();
        var projected = projIn.call(norm.call(x));
        var shape = projected.shape;
        var voxels = blocks.Aggregate(projected.flatten(2).transpose(1, 2), (current, block) => block.call(current, context));
        return projOut.call(voxels.transpose(1, 2).reshape(shape)).add_(x).MoveToOuterDisposeScope();
    }
}
