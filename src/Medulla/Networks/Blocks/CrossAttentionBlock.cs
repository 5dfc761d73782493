using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Attention of a sequence to another. Vaswani et al., Attention is all you need (2017).</summary>
public sealed class CrossAttentionBlock : MultiBlock
{
    private readonly int numHeads;
    private readonly double scale;
    private readonly bool isCausal;
    private readonly ScalarType? attentionDtype;
    private readonly nn.Module<Tensor, Tensor> outProj, toQ, toK, toV, dropOutput, dropWeights;
    private readonly DecomposedRelativePosEmbedding? position;

    /// <summary>[B, N, <paramref name="hiddenInputSize"/>] and a context [B, M, <paramref name="contextInputSize"/>] to [B, N, <paramref name="hiddenInputSize"/>].</summary>
    /// <param name="hiddenSize">Channels within, a multiple of the heads.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="dropoutRate">Probability to drop weights and outputs.</param>
    /// <param name="hiddenInputSize">Channels of the input; <paramref name="hiddenSize"/> if null.</param>
    /// <param name="contextInputSize">Channels of the context; <paramref name="hiddenSize"/> if null.</param>
    /// <param name="dimHead">Channels of each head; <paramref name="hiddenSize"/> over the heads if null.</param>
    /// <param name="qkvBias">Whether the projections add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept. Hook <c>drop_weights</c> to see the weights.</param>
    /// <param name="causal">Whether a position looks only at as many of the context as lie up to its own.</param>
    /// <param name="sequenceLength">Longest sequence, for causal attention.</param>
    /// <param name="relPosEmbedding">How attention learns from where patches lie; not at all if null.</param>
    /// <param name="inputSize">Patches along each axis, for that.</param>
    /// <param name="attentionDtype">Element type of queries and keys; the input's if null.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, a rate is out of range, or causal attention has no length.</exception>
    public CrossAttentionBlock(
        int hiddenSize, int numHeads, double dropoutRate = 0, int? hiddenInputSize = null, int? contextInputSize = null, int? dimHead = null,
        bool qkvBias = false, bool saveAttn = false, bool causal = false, int? sequenceLength = null, RelPosEmbedding? relPosEmbedding = null,
        Values<int>? inputSize = null, ScalarType? attentionDtype = null, bool useFlashAttention = false)
        : base(nameof(CrossAttentionBlock))
    {
        var head = Attention.HeadSize(nameof(CrossAttentionBlock), hiddenSize, numHeads, dropoutRate, dimHead);
        var (inner, outer, context) = (head * numHeads, hiddenInputSize ?? hiddenSize, contextInputSize ?? hiddenSize);
        (this.numHeads, scale, isCausal, this.attentionDtype) = (numHeads, Math.Pow(head, -0.5), causal, attentionDtype);
        outProj = this.Part("out_proj", nn.Linear(inner, outer));
        toQ = this.Part("to_q", nn.Linear(outer, inner, qkvBias));
        toK = this.Part("to_k", nn.Linear(context, inner, qkvBias));
        toV = this.Part("to_v", nn.Linear(context, inner, qkvBias));
        dropOutput = this.Part("drop_output", nn.Dropout(dropoutRate));
        dropWeights = this.Part("drop_weights", nn.Dropout(dropoutRate));
        if (causal)
        {
            this.AddBuffer("causal_mask", Attention.CausalMask(
                sequenceLength ?? throw new ArgumentException("CrossAttentionBlock: sequenceLength is null; causal attention needs it.", nameof(sequenceLength))));
        }
        position = relPosEmbedding is null ? null : this.Part("rel_positional_embedding", new DecomposedRelativePosEmbedding(
            inputSize ?? throw new ArgumentException("CrossAttentionBlock: inputSize is null; a relative position embedding needs it.", nameof(inputSize)), head, numHeads));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B, N, C].</param>
    /// <param name="context">[B, M, C']; the input itself if null.</param>
    public Tensor call(Tensor x, Tensor? context = null)
    {
        using var scope = NewDisposeScope();
        context ??= x;
        var q = Attention.SplitHeads(toQ.call(x), numHeads);
        var k = Attention.SplitHeads(toK.call(context), numHeads);
        var v = Attention.SplitHeads(toV.call(context), numHeads);
        (q, k) = attentionDtype is { } type ? (q.to_type(type), k.to_type(type)) : (q, k);
        var allowed = isCausal ? this.Buffer("causal_mask").narrow(2, 0, x.shape[1]).narrow(3, 0, context.shape[1]).ne(0) : null;
        var seen = Attention.Attend(q, k, v, scale, allowed, position?.call(q), dropWeights);
        return dropOutput.call(outProj.call(Attention.JoinHeads(seen))).MoveToOuterDisposeScope();
    }
}
