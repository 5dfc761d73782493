using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Tokens look at themselves and at an image, and the image at the tokens. Kirillov et al., Segment anything (2023).</summary>
public sealed class TwoWayAttentionBlock : MultiBlock
{
    private readonly bool skipFirstLayerPe;
    private readonly TokenAttention selfAttention, toImage, toTokens;
    private readonly nn.Module<Tensor, Tensor> mlp, norm1, norm2, norm3, norm4;

    /// <summary>Tokens [B, N, <paramref name="embeddingDim"/>] and voxels [B, M, <paramref name="embeddingDim"/>] to the same.</summary>
    /// <param name="embeddingDim">Channels.</param>
    /// <param name="numHeads">Heads of each attention.</param>
    /// <param name="mlpDim">Channels within the perceptron.</param>
    /// <param name="activation">Its activation; relu if null.</param>
    /// <param name="attentionDownsampleRate">How many times fewer channels there are where tokens and image look at each other.</param>
    /// <param name="skipFirstLayerPe">Whether tokens look at themselves without their positions, and keep nothing of what they were: for the first block.</param>
    /// <exception cref="ArgumentException">The channels do not divide into the heads, or the activation is unknown.</exception>
    public TwoWayAttentionBlock(
        int embeddingDim, int numHeads, int mlpDim = 2048, LayerSpec? activation = null, int attentionDownsampleRate = 2, bool skipFirstLayerPe = false)
        : base(nameof(TwoWayAttentionBlock))
    {
        this.skipFirstLayerPe = skipFirstLayerPe;
        selfAttention = this.Part("self_attn", new TokenAttention(embeddingDim, numHeads));
        norm1 = this.Part("norm1", nn.LayerNorm(embeddingDim));
        toImage = this.Part("cross_attn_token_to_image", new TokenAttention(embeddingDim, numHeads, attentionDownsampleRate));
        norm2 = this.Part("norm2", nn.LayerNorm(embeddingDim));
        mlp = this.Part("mlp", new MLPBlock(embeddingDim, mlpDim, act: activation ?? "relu", dropoutMode: MLPDropout.Vista3d));
        norm3 = this.Part("norm3", nn.LayerNorm(embeddingDim));
        norm4 = this.Part("norm4", nn.LayerNorm(embeddingDim));
        toTokens = this.Part("cross_attn_image_to_token", new TokenAttention(embeddingDim, numHeads, attentionDownsampleRate));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="queries">Tokens, [B, N, C].</param>
    /// <param name="keys">Voxels, [B, M, C].</param>
    /// <param name="queryPe">Positions of the tokens, [B, N, C].</param>
    /// <param name="keyPe">Positions of the voxels, [B, M, C].</param>
    /// <returns>Tokens and voxels.</returns>
    public (Tensor Queries, Tensor Keys) call(Tensor queries, Tensor keys, Tensor queryPe, Tensor keyPe) => ModuleParts.Scoped(() =>
    {
        var placed = skipFirstLayerPe ? queries : queries + queryPe;
        var looked = selfAttention.call(placed, placed, queries);
        var tokens = norm1.call(skipFirstLayerPe ? looked : queries + looked);
        var k = keys + keyPe;
        tokens = norm2.call(tokens + toImage.call(tokens + queryPe, k, keys));
        tokens = norm3.call(tokens + mlp.call(tokens));
        return (tokens, norm4.call(keys + toTokens.call(k, tokens + queryPe, tokens)));
    });
}
