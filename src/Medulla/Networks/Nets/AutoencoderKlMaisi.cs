using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// An <see cref="AutoencoderKL"/> for large volumes, whose convolutions can be computed in slabs. Guo et al., MAISI: medical AI for
/// synthetic imaging (2024).
/// </summary>
public sealed class AutoencoderKlMaisi : AutoencoderKL
{
    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...] and the latent distribution.</summary>
    /// <param name="spatialDims">Spatial axes, 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="numResBlocks">Residual blocks at each size, one number or one a size.</param>
    /// <param name="numChannels">Channels at each size, from the largest, multiples of the groups.</param>
    /// <param name="attentionLevels">Which sizes have attention.</param>
    /// <param name="latentChannels">Channels of the latent image.</param>
    /// <param name="normNumGroups">Groups of the normalizations.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="withEncoderNonlocalAttn">Whether the encoder ends with attention in any case.</param>
    /// <param name="withDecoderNonlocalAttn">Whether the decoder begins with attention in any case.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <param name="useCheckpointing">Asks to save memory while training; changes no result.</param>
    /// <param name="useConvtranspose">Whether transposed convolutions enlarge the image, instead of interpolation and a convolution.</param>
    /// <param name="numSplits">Slabs that convolutions of large volumes are computed in at most; changes no result.</param>
    /// <param name="dimSplit">The axis to slice along, 0 to 2.</param>
    /// <param name="normFloat16">Whether normalized features stay float16 where they come in as such, instead of becoming float32.</param>
    /// <param name="printInfo">Accepted for configurations' sake; nothing is printed.</param>
    /// <param name="saveMem">Accepted for configurations' sake; memory is given back as soon as it is free.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public AutoencoderKlMaisi(
        int spatialDims, int inChannels, int outChannels, Values<int> numResBlocks, Values<int> numChannels, Values<bool> attentionLevels,
        int latentChannels = 3, int normNumGroups = 32, double normEps = 1e-6, bool withEncoderNonlocalAttn = false, bool withDecoderNonlocalAttn = false,
        bool includeFc = false, bool useCombinedLinear = false, bool useFlashAttention = false, bool useCheckpointing = false,
        bool useConvtranspose = false, int numSplits = 16, int dimSplit = 0, bool normFloat16 = false, bool printInfo = false, bool saveMem = true)
        : base(
            new MaisiPlan(
                spatialDims, inChannels, outChannels, numResBlocks, numChannels, attentionLevels, latentChannels, normNumGroups, normEps,
                new(includeFc, useCombinedLinear, useFlashAttention), numSplits, dimSplit, normFloat16) { UseConvTranspose = useConvtranspose },
            withEncoderNonlocalAttn, withDecoderNonlocalAttn)
    {
    }
}
