using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Attention between channels and a gated feed-forward, each after a normalization and around a shortcut. Zamir et al., Restormer (2022).</summary>
public sealed class MDTATransformerBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> norm1;
    private readonly CABlock attention;
    private readonly nn.Module<Tensor, Tensor> norm2;
    private readonly FeedForward feedForward;

    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="dim">Channels.</param>
    /// <param name="numHeads">Groups of channels that attend among themselves.</param>
    /// <param name="ffnExpansionFactor">Channels within the feed-forward, times those of the input.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="layerNormUseBias">Whether normalizations have weights.</param>
    /// <param name="flashAttention">See <see cref="CABlock"/>.</param>
    public MDTATransformerBlock(int spatialDims, int dim, int numHeads, double ffnExpansionFactor, bool bias, bool layerNormUseBias = false, bool flashAttention = false)
        : base(nameof(MDTATransformerBlock))
    {
        norm1 = this.Part("norm1", Normalization());
        attention = this.Part("attn", new CABlock(spatialDims, dim, numHeads, bias, flashAttention));
        norm2 = this.Part("norm2", Normalization());
        feedForward = this.Part("ffn", new FeedForward(spatialDims, dim, ffnExpansionFactor, bias));

        nn.Module<Tensor, Tensor> Normalization() => Norm.Create(("instance", new() { ["affine"] = layerNormUseBias }), spatialDims, dim);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var attended = x + attention.call(norm1.call(x));
        return attended + feedForward.call(norm2.call(attended));
    }
}
