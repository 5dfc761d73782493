using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Self-attention, attention to a context, and two linear layers, each after normalization and added to its input. Rombach et al.,
/// High-resolution image synthesis with latent diffusion models (2022).
/// </summary>
public sealed class DiffusionUNetTransformerBlock : MultiBlock
{
    private readonly SABlock attention1;
    private readonly CrossAttentionBlock attention2;
    private readonly nn.Module<Tensor, Tensor> feedForward, norm1, norm2, norm3;

    /// <summary>[B, N, <paramref name="numChannels"/>] and a context [B, M, <paramref name="crossAttentionDim"/>] to the former's shape.</summary>
    /// <param name="numChannels">Channels of input and output.</param>
    /// <param name="numAttentionHeads">Number of heads.</param>
    /// <param name="numHeadChannels">Channels of each head.</param>
    /// <param name="dropout">Probability to drop weights and outputs.</param>
    /// <param name="crossAttentionDim">Channels of the context; as many as within if null.</param>
    /// <param name="upcastAttention">Whether queries and keys are float32 whatever the input is.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <param name="includeFc">Whether a projection follows self-attention.</param>
    /// <param name="useCombinedLinear">Whether its queries, keys and values come from one projection.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public DiffusionUNetTransformerBlock(
        int numChannels, int numAttentionHeads, int numHeadChannels, double dropout = 0, int? crossAttentionDim = null, bool upcastAttention = false,
        bool useFlashAttention = false, bool includeFc = true, bool useCombinedLinear = false)
        : base(nameof(DiffusionUNetTransformerBlock))
    {
        var inner = numAttentionHeads * numHeadChannels;
        ScalarType? type = upcastAttention ? ScalarType.Float32 : null;
        attention1 = this.Part("attn1", new SABlock(
            inner, numAttentionHeads, dropout, dimHead: numHeadChannels, hiddenInputSize: numChannels, attentionDtype: type, includeFc: includeFc,
            useCombinedLinear: useCombinedLinear, useFlashAttention: useFlashAttention));
        feedForward = this.Part("ff", new MLPBlock(numChannels, numChannels * 4, dropout, "geglu"));
        attention2 = this.Part("attn2", new CrossAttentionBlock(
            inner, numAttentionHeads, dropout, numChannels, crossAttentionDim, numHeadChannels, attentionDtype: type, useFlashAttention: useFlashAttention));
        norm1 = this.Part("norm1", nn.LayerNorm(numChannels));
        norm2 = this.Part("norm2", nn.LayerNorm(numChannels));
        norm3 = this.Part("norm3", nn.LayerNorm(numChannels));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B, N, C].</param>
    /// <param name="context">[B, M, C']; the input itself if null.</param>
    public Tensor call(Tensor x, Tensor? context = null)
    {
        using var scope = NewDisposeScope();
        x = attention1.call(norm1.call(x)) + x;
        x = attention2.call(norm2.call(x), context) + x;
        return (feedForward.call(norm3.call(x)) + x).MoveToOuterDisposeScope();
    }
}
