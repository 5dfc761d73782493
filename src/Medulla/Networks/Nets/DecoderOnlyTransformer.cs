using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Foretells the next token of a sequence from those before it. Vaswani et al., Attention is all you need (2017).</summary>
public sealed class DecoderOnlyTransformer : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> tokens, positions, dropout, toLogits;
    private readonly IReadOnlyList<TransformerBlock> blocks;

    /// <summary>Token numbers [B, N] to scores [B, N, <paramref name="numTokens"/>].</summary>
    /// <param name="numTokens">Number of tokens that there are.</param>
    /// <param name="maxSeqLen">Longest sequence.</param>
    /// <param name="attnLayersDim">Channels within, a multiple of the heads.</param>
    /// <param name="attnLayersDepth">Number of transformer blocks.</param>
    /// <param name="attnLayersHeads">Number of heads.</param>
    /// <param name="withCrossAttention">Whether blocks attend to a context too.</param>
    /// <param name="embeddingDropoutRate">Probability to drop a value of the embeddings.</param>
    /// <param name="includeFc">Whether a projection follows self-attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or a rate is out of range.</exception>
    public DecoderOnlyTransformer(
        int numTokens, int maxSeqLen, int attnLayersDim, int attnLayersDepth, int attnLayersHeads, bool withCrossAttention = false, double embeddingDropoutRate = 0,
        bool includeFc = true, bool useCombinedLinear = false, bool useFlashAttention = false)
        : base(nameof(DecoderOnlyTransformer))
    {
        MaxSeqLen = maxSeqLen;
        tokens = this.Part("token_embeddings", nn.Embedding(numTokens, attnLayersDim));
        var position = this.Part("position_embeddings", new NamedParts());
        positions = position.Part("embedding", nn.Embedding(maxSeqLen, attnLayersDim));
        dropout = this.Part("embedding_dropout", nn.Dropout(embeddingDropoutRate));
        blocks = this.Parts("blocks", Enumerable.Range(0, attnLayersDepth).Select(_ => new TransformerBlock(
            attnLayersDim, attnLayersDim * 4, attnLayersHeads, causal: true, sequenceLength: maxSeqLen, withCrossAttention: withCrossAttention,
            useFlashAttention: useFlashAttention, includeFc: includeFc, useCombinedLinear: useCombinedLinear)));
        toLogits = this.Part("to_logits", nn.Linear(attnLayersDim, numTokens));
    }

    /// <summary>Longest sequence.</summary>
    public int MaxSeqLen { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Token numbers, [B, N].</param>
    /// <param name="context">What blocks attend to, [B, M, C]; the sequence itself if null.</param>
    /// <exception cref="ArgumentException">The sequence is too long, or no batch of sequences.</exception>
    public Tensor call(Tensor x, Tensor? context = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions != 2 || x.shape[1] > MaxSeqLen)
        {
            throw new ArgumentException($"DecoderOnlyTransformer: the input is [{string.Join(", ", x.shape)}]; [B, N] with at most {MaxSeqLen} tokens is expected.");
        }
        using var scope = NewDisposeScope();
        var places = arange(x.shape[1], ScalarType.Int64, x.device).repeat(x.shape[0], 1);
        var current = dropout.call(tokens.call(x) + positions.call(places));
        foreach (var block in blocks)
        {
            current = block.call(current, context);
        }
        return toLogits.call(current).MoveToOuterDisposeScope();
    }

    /// <summary>Loads weights that MONAI Generative made, or of today's names.</summary>
    /// <param name="oldStateDict">Weights by name.</param>
    /// <param name="verbose">Accepted for configurations' sake; what does not fit is in the error.</param>
    /// <exception cref="Weights.WeightsMismatchException">A weight is missing or has another shape; the network is unchanged.</exception>
    public void LoadOldStateDict(IReadOnlyDictionary<string, Tensor> oldStateDict, bool verbose = false) => FormerWeights.Load(this, oldStateDict, FormerWeights.OfTransformer);
}
