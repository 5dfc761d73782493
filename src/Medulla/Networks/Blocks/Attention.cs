using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Scaled dot-product attention. Vaswani et al., Attention is all you need (2017).</summary>
internal static class Attention
{
    /// <summary>[B, N, heads * D] to [B, heads, N, D].</summary>
    public static Tensor SplitHeads(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);

    /// <summary>[B, heads, N, D] to [B, N, heads * D].</summary>
    public static Tensor JoinHeads(Tensor x) => x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1);

    /// <summary>What each query takes from the values.</summary>
    /// <param name="q">[B, heads, N, D].</param>
    /// <param name="k">[B, heads, M, D].</param>
    /// <param name="v">[B, heads, M, D].</param>
    /// <param name="scale">By which scores are multiplied.</param>
    /// <param name="allowed">Where a query may look, bool, broadcast to [B, heads, N, M]; everywhere if null.</param>
    /// <param name="bias">What is added to the scores, [B, heads, N, M].</param>
    /// <param name="dropout">Drops weights while training.</param>
    /// <returns>[B, heads, N, D].</returns>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, double scale, Tensor? allowed, Tensor? bias, nn.Module<Tensor, Tensor> dropout)
    {
        var weights = q.mul(scale).matmul(k.transpose(-2, -1));
        weights = bias is null ? weights : weights + bias;
        weights = allowed is null ? weights : weights.masked_fill(allowed.logical_not(), float.NegativeInfinity);
        return dropout.call(weights.softmax(-1).to_type(v.dtype)).matmul(v);
    }

    /// <summary>Checks numbers that all attention blocks have.</summary>
    /// <returns>The channels of each head.</returns>
    public static int HeadSize(string owner, int hiddenSize, int numHeads, double dropoutRate, int? dimHead)
        => dropoutRate is < 0 or > 1 ? throw new ArgumentOutOfRangeException(nameof(dropoutRate), dropoutRate, $"{owner}: dropoutRate is {dropoutRate}; 0 to 1 is expected.")
            : numHeads < 1 || hiddenSize < 1 || hiddenSize % numHeads != 0
                ? throw new ArgumentException($"{owner}: hiddenSize is {hiddenSize} and numHeads {numHeads}; the size must divide evenly into the heads.", nameof(hiddenSize))
            : dimHead ?? hiddenSize / numHeads;

    /// <summary>[1, 1, N, N]: 1 where a position may look, which is itself and what lies before.</summary>
    public static Tensor CausalMask(int length) => ones([length, length]).tril().view(1, 1, length, length);
}
