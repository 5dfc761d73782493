using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Tokens that learn from an image, and an image that learns from them. Kirillov et al., Segment anything (2023).</summary>
public sealed class TwoWayTransformer : MultiBlock
{
    private readonly IReadOnlyList<TwoWayAttentionBlock> layers;
    private readonly TokenAttention last;
    private readonly nn.Module<Tensor, Tensor> norm;

    /// <summary>An image [B, <paramref name="embeddingDim"/>, spatial...] and tokens [B, N, <paramref name="embeddingDim"/>] to tokens and voxels.</summary>
    /// <param name="depth">Number of blocks.</param>
    /// <param name="embeddingDim">Channels.</param>
    /// <param name="numHeads">Heads of each attention.</param>
    /// <param name="mlpDim">Channels within the perceptrons.</param>
    /// <param name="activation">Their activation; relu if null.</param>
    /// <param name="attentionDownsampleRate">How many times fewer channels there are where tokens and image look at each other.</param>
    /// <exception cref="ArgumentException">The channels do not divide into the heads, or the activation is unknown.</exception>
    public TwoWayTransformer(int depth, int embeddingDim, int numHeads, int mlpDim, LayerSpec? activation = null, int attentionDownsampleRate = 2)
        : base(nameof(TwoWayTransformer))
    {
        Dimensions.AtLeast(nameof(TwoWayTransformer), nameof(depth), depth);
        layers = this.Parts("layers", Enumerable.Range(0, depth).Select(
            i => new TwoWayAttentionBlock(embeddingDim, numHeads, mlpDim, activation, attentionDownsampleRate, skipFirstLayerPe: i == 0)));
        last = this.Part("final_attn_token_to_image", new TokenAttention(embeddingDim, numHeads, attentionDownsampleRate));
        norm = this.Part("norm_final_attn", nn.LayerNorm(embeddingDim));
    }

    /// <summary>Runs the transformer.</summary>
    /// <param name="imageEmbedding">[B, C, spatial...].</param>
    /// <param name="imagePe">Positions of its voxels, of the same shape.</param>
    /// <param name="pointEmbedding">Tokens, which are also their positions, [B, N, C].</param>
    /// <returns>Tokens [B, N, C] and voxels [B, M, C].</returns>
    public (Tensor Queries, Tensor Keys) call(Tensor imageEmbedding, Tensor imagePe, Tensor pointEmbedding) => ModuleParts.Scoped(() =>
    {
        var (queries, keys, places) = (pointEmbedding, Voxels(imageEmbedding), Voxels(imagePe));
        foreach (var layer in layers)
        {
            (queries, keys) = layer.call(queries, keys, pointEmbedding, places);
        }
        return (norm.call(queries + last.call(queries + pointEmbedding, keys + places, keys)), keys);
    });

    private static Tensor Voxels(Tensor image) => image.flatten(2).transpose(1, 2);
}
