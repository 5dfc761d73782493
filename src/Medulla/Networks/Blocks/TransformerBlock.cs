using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Self-attention and a multilayer perceptron, each added to its normalized input. Dosovitskiy et al., An image is worth 16x16 words (2020).</summary>
public sealed class TransformerBlock : MultiBlock
{
    private readonly MLPBlock mlp;
    private readonly SABlock attn;
    private readonly CrossAttentionBlock crossAttn;
    private readonly nn.Module<Tensor, Tensor> norm1, norm2, normCrossAttn;
    private readonly bool withCrossAttention;

    /// <summary>[B, N, <paramref name="hiddenSize"/>] to the same.</summary>
    /// <param name="hiddenSize">Channels, a multiple of the heads.</param>
    /// <param name="mlpDim">Channels within the perceptron.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="dropoutRate">Probability to drop a value.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept.</param>
    /// <param name="causal">Whether a position looks only at itself and what lies before.</param>
    /// <param name="sequenceLength">Longest sequence, for causal attention.</param>
    /// <param name="withCrossAttention">Whether the block also attends to a context; its weights are there in any case.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <param name="includeFc">Whether a projection follows self-attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, a rate is out of range, or causal attention has no length.</exception>
    public TransformerBlock(
        int hiddenSize, int mlpDim, int numHeads, double dropoutRate = 0, bool qkvBias = false, bool saveAttn = false, bool causal = false,
        int? sequenceLength = null, bool withCrossAttention = false, bool useFlashAttention = false, bool includeFc = true, bool useCombinedLinear = true)
        : base(nameof(TransformerBlock))
    {
        this.withCrossAttention = withCrossAttention;
        mlp = this.Part("mlp", new MLPBlock(hiddenSize, mlpDim, dropoutRate));
        norm1 = this.Part("norm1", nn.LayerNorm(hiddenSize));
        attn = this.Part("attn", new SABlock(
            hiddenSize, numHeads, dropoutRate, qkvBias, saveAttn, causal: causal, sequenceLength: sequenceLength, includeFc: includeFc, useCombinedLinear: useCombinedLinear));
        norm2 = this.Part("norm2", nn.LayerNorm(hiddenSize));
        normCrossAttn = this.Part("norm_cross_attn", nn.LayerNorm(hiddenSize));
        crossAttn = this.Part("cross_attn", new CrossAttentionBlock(hiddenSize, numHeads, dropoutRate, qkvBias: qkvBias));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B, N, C].</param>
    /// <param name="context">What to attend to, [B, M, C]; the input itself if null.</param>
    /// <param name="attnMask">[B, N], not 0 where positions may be looked at; everywhere if null.</param>
    public Tensor call(Tensor x, Tensor? context = null, Tensor? attnMask = null)
    {
        using var scope = NewDisposeScope();
        x = x + attn.call(norm1.call(x), attnMask);
        x = withCrossAttention ? x + crossAttn.call(normCrossAttn.call(x), context) : x;
        return (x + mlp.call(norm2.call(x))).MoveToOuterDisposeScope();
    }
}
