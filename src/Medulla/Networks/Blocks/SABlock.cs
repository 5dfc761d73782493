using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Self-attention with several heads. Dosovitskiy et al., An image is worth 16x16 words (2020).</summary>
public sealed class SABlock : MultiBlock
{
    private readonly int numHeads;
    private readonly double scale;
    private readonly bool isCausal;
    private readonly bool combined;
    private readonly ScalarType? attentionDtype;
    private readonly nn.Module<Tensor, Tensor> outProj, dropOutput, dropWeights;
    private readonly nn.Module<Tensor, Tensor>[] project;
    private readonly DecomposedRelativePosEmbedding? position;

    /// <summary>[B, N, <paramref name="hiddenInputSize"/>] to the same.</summary>
    /// <param name="hiddenSize">Channels within, a multiple of the heads.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="dropoutRate">Probability to drop weights and outputs.</param>
    /// <param name="qkvBias">Whether the projections add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept. Hook <c>drop_weights</c> to see the weights.</param>
    /// <param name="dimHead">Channels of each head; <paramref name="hiddenSize"/> over the heads if null.</param>
    /// <param name="hiddenInputSize">Channels of the input; <paramref name="hiddenSize"/> if null.</param>
    /// <param name="causal">Whether a position looks only at itself and what lies before.</param>
    /// <param name="sequenceLength">Longest sequence, for causal attention.</param>
    /// <param name="relPosEmbedding">How attention learns from where patches lie; not at all if null.</param>
    /// <param name="inputSize">Patches along each axis, for that.</param>
    /// <param name="attentionDtype">Element type of queries and keys; the input's if null.</param>
    /// <param name="includeFc">Whether a projection follows.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, a rate is out of range, or causal attention has no length.</exception>
    public SABlock(
        int hiddenSize, int numHeads, double dropoutRate = 0, bool qkvBias = false, bool saveAttn = false, int? dimHead = null, int? hiddenInputSize = null,
        bool causal = false, int? sequenceLength = null, RelPosEmbedding? relPosEmbedding = null, Values<int>? inputSize = null,
        ScalarType? attentionDtype = null, bool includeFc = true, bool useCombinedLinear = true, bool useFlashAttention = false)
        : base(nameof(SABlock))
    {
        var head = Attention.HeadSize(nameof(SABlock), hiddenSize, numHeads, dropoutRate, dimHead);
        var (inner, outer) = (head * numHeads, hiddenInputSize ?? hiddenSize);
        (this.numHeads, scale, isCausal, combined, this.attentionDtype) = (numHeads, Math.Pow(head, -0.5), causal, useCombinedLinear, attentionDtype);
        outProj = this.Part("out_proj", (nn.Module<Tensor, Tensor>)(includeFc ? nn.Linear(inner, outer) : nn.Identity()));
        project = useCombinedLinear
            ? [this.Part("qkv", nn.Linear(outer, 3 * inner, qkvBias))]
            : [Project("to_q"), Project("to_k"), Project("to_v")];
        dropOutput = this.Part("drop_output", nn.Dropout(dropoutRate));
        dropWeights = this.Part("drop_weights", nn.Dropout(dropoutRate));
        if (causal)
        {
            this.AddBuffer("causal_mask", Attention.CausalMask(
                sequenceLength ?? throw new ArgumentException("SABlock: sequenceLength is null; causal attention needs it.", nameof(sequenceLength))));
        }
        position = relPosEmbedding is null ? null : this.Part("rel_positional_embedding", new DecomposedRelativePosEmbedding(
            inputSize ?? throw new ArgumentException("SABlock: inputSize is null; a relative position embedding needs it.", nameof(inputSize)), head, numHeads));

        nn.Module<Tensor, Tensor> Project(string name) => this.Part(name, nn.Linear(outer, inner, qkvBias));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B, N, C].</param>
    /// <param name="attnMask">[B, N], not 0 where positions may be looked at; everywhere if null.</param>
    /// <exception cref="ArgumentException">A mask comes with causal attention.</exception>
    public Tensor call(Tensor x, Tensor? attnMask = null)
    {
        if (isCausal && attnMask is not null)
        {
            throw new ArgumentException("SABlock: causal attention takes no attnMask.", nameof(attnMask));
        }
        using var scope = NewDisposeScope();
        var parts = combined ? project[0].call(x).chunk(3, -1) : [.. project.Select(one => one.call(x))];
        var (q, k, v) = (Typed(parts[0]), Typed(parts[1]), Attention.SplitHeads(parts[2], numHeads));
        var allowed = isCausal ? this.Buffer("causal_mask").narrow(2, 0, x.shape[1]).narrow(3, 0, x.shape[1]).ne(0) : attnMask?.ne(0).unsqueeze(1).unsqueeze(2);
        var seen = Attention.Attend(q, k, v, scale, allowed, position?.call(q), dropWeights);
        return dropOutput.call(outProj.call(Attention.JoinHeads(seen))).MoveToOuterDisposeScope();

        Tensor Typed(Tensor part) => Attention.SplitHeads(part, numHeads).to_type(attentionDtype ?? part.dtype);
    }
}
