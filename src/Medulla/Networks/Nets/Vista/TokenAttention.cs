using Medulla.Imaging;
using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Attention of tokens to others, in fewer channels than they have. Kirillov et al., Segment anything (2023).</summary>
[ReferenceName("Attention")]
public sealed class TokenAttention : MultiBlock
{
    private readonly int numHeads;
    private readonly nn.Module<Tensor, Tensor> qProj, kProj, vProj, outProj;

    /// <summary>[B, N, <paramref name="embeddingDim"/>] to the same.</summary>
    /// <param name="embeddingDim">Channels of the tokens.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="downsampleRate">How many times fewer channels there are within.</param>
    /// <exception cref="ArgumentException">The channels within do not divide into the heads.</exception>
    public TokenAttention(int embeddingDim, int numHeads, int downsampleRate = 1)
        : base(nameof(TokenAttention))
    {
        var inner = embeddingDim / Layers.Dimensions.AtLeast(nameof(TokenAttention), nameof(downsampleRate), downsampleRate);
        Attention.HeadSize(nameof(TokenAttention), inner, numHeads, 0, null);
        this.numHeads = numHeads;
        qProj = this.Part("q_proj", nn.Linear(embeddingDim, inner));
        kProj = this.Part("k_proj", nn.Linear(embeddingDim, inner));
        vProj = this.Part("v_proj", nn.Linear(embeddingDim, inner));
        outProj = this.Part("out_proj", nn.Linear(inner, embeddingDim));
    }

    /// <summary>Runs the layer.</summary>
    /// <param name="q">The tokens that look, [B, N, C].</param>
    /// <param name="k">What they look at, [B, M, C].</param>
    /// <param name="v">What they take from it, [B, M, C].</param>
    /// <returns>[B, N, C].</returns>
    public Tensor call(Tensor q, Tensor k, Tensor v)
    {
        using var scope = NewDisposeScope();
        var seen = nn.functional.scaled_dot_product_attention(Heads(qProj, q), Heads(kProj, k), Heads(vProj, v));
        return outProj.call(Attention.JoinHeads(seen)).MoveToOuterDisposeScope();

        Tensor Heads(nn.Module<Tensor, Tensor> project, Tensor x) => Attention.SplitHeads(project.call(x), numHeads);
    }
}
