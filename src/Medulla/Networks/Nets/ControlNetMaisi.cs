using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A <see cref="ControlNet"/> with the names and defaults of MAISI. Guo et al., MAISI: medical AI for synthetic imaging (2024).</summary>
public sealed class ControlNetMaisi : ControlNet
{
    /// <summary>[B, <paramref name="inChannels"/>, spatial...], time steps [B] and an image that controls to what is added to the features of each size.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numResBlocks">Residual blocks at each size, one number or one a size; 2 if null.</param>
    /// <param name="numChannels">Channels at each size, from the largest, multiples of the groups; 32, 64, 64, 64 if null.</param>
    /// <param name="attentionLevels">Which sizes have attention; the last two of four if null.</param>
    /// <param name="normNumGroups">Groups of the normalizations.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="resblockUpdown">Whether residual blocks change the size, instead of convolutions.</param>
    /// <param name="numHeadChannels">Channels of each head, one number or one a size, of no meaning where there is no attention; 8 if null.</param>
    /// <param name="withConditioning">Whether attention looks at a context.</param>
    /// <param name="transformerNumLayers">Transformer blocks in each such attention.</param>
    /// <param name="crossAttentionDim">Channels of the context.</param>
    /// <param name="numClassEmbeds">Number of classes that images may be of; there are none if null.</param>
    /// <param name="upcastAttention">Whether attention to a context has float32 queries and keys whatever the input is.</param>
    /// <param name="conditioningEmbeddingInChannels">Channels of the image that controls.</param>
    /// <param name="conditioningEmbeddingNumChannels">Channels of the convolutions that bring it to the input's size: each but the first halves it; 16, 32, 96, 256 if null.</param>
    /// <param name="useCheckpointing">Asks to save memory while training; changes no result.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public ControlNetMaisi(
        int spatialDims, int inChannels, Values<int>? numResBlocks = null, Values<int>? numChannels = null,
        Values<bool>? attentionLevels = null, int normNumGroups = 32, double normEps = 1e-6, bool resblockUpdown = false,
        Values<int>? numHeadChannels = null, bool withConditioning = false, int transformerNumLayers = 1, int? crossAttentionDim = null,
        int? numClassEmbeds = null, bool upcastAttention = false,
        int conditioningEmbeddingInChannels = 1, Values<int>? conditioningEmbeddingNumChannels = null, bool useCheckpointing = true,
        bool includeFc = false, bool useCombinedLinear = false, bool useFlashAttention = false)
        : base(nameof(ControlNetMaisi), spatialDims, inChannels, new DiffusionPlan(
            nameof(ControlNetMaisi), spatialDims, numResBlocks, numChannels, attentionLevels, normNumGroups, normEps, resblockUpdown, numHeadChannels, withConditioning,
            transformerNumLayers, crossAttentionDim, numClassEmbeds, upcastAttention, 0, new(includeFc, useCombinedLinear, useFlashAttention)), conditioningEmbeddingInChannels, conditioningEmbeddingNumChannels)
    {
    }
}
