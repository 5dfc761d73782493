using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Self-attention among the voxels of an image, added to the image. Rombach et al., High-resolution image synthesis with latent diffusion models (2022).</summary>
public sealed class SpatialAttentionBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> norm;
    private readonly SABlock attention;

    /// <summary>[B, <paramref name="numChannels"/>, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="numChannels">Channels.</param>
    /// <param name="numHeadChannels">Channels of each head, a divisor of <paramref name="numChannels"/>; there is one head if null.</param>
    /// <param name="normNumGroups">Groups of the normalization, a divisor of <paramref name="numChannels"/>.</param>
    /// <param name="normEps">Added to the variance in the normalization.</param>
    /// <param name="attentionDtype">Element type of queries and keys; the input's if null.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">A number is out of range or does not divide the channels.</exception>
    public SpatialAttentionBlock(
        int spatialDims, int numChannels, int? numHeadChannels = null, int normNumGroups = 32, double normEps = 1e-6, ScalarType? attentionDtype = null,
        bool includeFc = true, bool useCombinedLinear = false, bool useFlashAttention = false)
        : base(nameof(SpatialAttentionBlock))
    {
        if (numHeadChannels is { } head && (head < 1 || numChannels % head != 0))
        {
            throw new ArgumentException(
                $"SpatialAttentionBlock: numHeadChannels is {head}; a divisor of numChannels, {numChannels}, is expected.", nameof(numHeadChannels));
        }
        norm = this.Part("norm", Norm.Create(GroupNorm(normNumGroups, normEps), spatialDims, numChannels));
        attention = this.Part("attn", new SABlock(
            numChannels, numHeadChannels is { } each ? numChannels / each : 1, qkvBias: true, attentionDtype: attentionDtype, includeFc: includeFc,
            useCombinedLinear: useCombinedLinear, useFlashAttention: useFlashAttention));
    }

    /// <summary>Group normalization with the arguments that blocks take on their own.</summary>
    internal static LayerSpec GroupNorm(int groups, double eps) => ("group", new() { ["num_groups"] = groups, ["eps"] = eps });

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var voxels = norm.call(x).flatten(2).transpose(1, 2);
        return attention.call(voxels).transpose(1, 2).reshape(x.shape) + x;
    }
}
