using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Brings images to a smaller latent image, whose voxels are kept near a standard normal distribution, and back. Rombach et al.,
/// High-resolution image synthesis with latent diffusion models (2022); Pinaya et al., Brain imaging generation with latent diffusion models (2022).
/// </summary>
public class AutoencoderKL : MultiBlock, ILatentAutoencoder
{
    private readonly nn.Module<Tensor, Tensor> encoder, decoder;
    private readonly LatentDistribution latent;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...] and the latent distribution.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="numResBlocks">Residual blocks at each size, one number or one a size; 2 if null.</param>
    /// <param name="channels">Channels at each size, from the largest, multiples of the groups; 32, 64, 64, 64 if null.</param>
    /// <param name="attentionLevels">Which sizes have attention; the last two of four if null.</param>
    /// <param name="latentChannels">Channels of the latent image.</param>
    /// <param name="normNumGroups">Groups of the normalizations.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="withEncoderNonlocalAttn">Whether the encoder ends with attention in any case.</param>
    /// <param name="withDecoderNonlocalAttn">Whether the decoder begins with attention in any case.</param>
    /// <param name="useCheckpoint">Asks to save memory while training; changes no result.</param>
    /// <param name="useConvtranspose">Whether transposed convolutions enlarge the image, instead of interpolation and a convolution.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public AutoencoderKL(
        int spatialDims, int inChannels = 1, int outChannels = 1, Values<int>? numResBlocks = null, Values<int>? channels = null,
        Values<bool>? attentionLevels = null, int latentChannels = 3, int normNumGroups = 32, double normEps = 1e-6, bool withEncoderNonlocalAttn = true,
        bool withDecoderNonlocalAttn = true, bool useCheckpoint = false, bool useConvtranspose = false, bool includeFc = true,
        bool useCombinedLinear = false, bool useFlashAttention = false)
        : this(
            new LatentPlan(
                nameof(AutoencoderKL), spatialDims, inChannels, outChannels, numResBlocks, channels, attentionLevels, latentChannels, normNumGroups, normEps,
                new(includeFc, useCombinedLinear, useFlashAttention)) { UseConvTranspose = useConvtranspose },
            withEncoderNonlocalAttn, withDecoderNonlocalAttn)
    {
    }

    private protected AutoencoderKL(LatentPlan plan, bool withEncoderNonlocalAttn, bool withDecoderNonlocalAttn)
        : base(plan.Owner)
    {
        encoder = this.Part("encoder", plan.Encoder(withEncoderNonlocalAttn));
        decoder = this.Part("decoder", plan.Decoder(withDecoderNonlocalAttn));
        latent = new(this, plan.SpatialDims, plan.LatentChannels);
    }

    /// <summary>Encodes, draws and decodes.</summary>
    /// <returns>The rebuilt image, and means and standard deviations [B, latent, spatial'...] of the latent image.</returns>
    public (Tensor Reconstruction, Tensor Mu, Tensor Sigma) call(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (mu, sigma) = Encode(x);
        return (Decode(Sampling(mu, sigma)).MoveToOuterDisposeScope(), mu.MoveToOuterDisposeScope(), sigma.MoveToOuterDisposeScope());
    }

    /// <summary>Means and standard deviations [B, latent, spatial'...] of the latent image of an image.</summary>
    public (Tensor Mu, Tensor Sigma) Encode(Tensor x) => ModuleParts.Scoped(() => latent.Of(encoder.call(x)));

    /// <summary>A latent image drawn from its distribution.</summary>
    /// <param name="zMu">Means.</param>
    /// <param name="zSigma">Standard deviations.</param>
    public Tensor Sampling(Tensor zMu, Tensor zSigma) => latent.Draw(zMu, zSigma);

    /// <summary>The image of the means that an image is encoded to.</summary>
    public Tensor Reconstruct(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(x).Mu).MoveToOuterDisposeScope();
    }

    /// <summary>The image of a latent image [B, latent, spatial'...].</summary>
    public Tensor Decode(Tensor z)
    {
        using var start = latent.After(z);
        return decoder.call(start);
    }

    /// <summary>A latent image drawn for an image: what a second network learns to generate.</summary>
    public Tensor EncodeStage2Inputs(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (mu, sigma) = Encode(x);
        return Sampling(mu, sigma).MoveToOuterDisposeScope();
    }

    /// <summary>The image of a generated latent image.</summary>
    public Tensor DecodeStage2Outputs(Tensor z) => Decode(z);

    Tensor ILatentAutoencoder.ToLatent(Tensor x) => EncodeStage2Inputs(x);

    Tensor ILatentAutoencoder.FromLatent(Tensor z, Tensor? seg) => DecodeStage2Outputs(z);

    /// <summary>Loads weights that MONAI Generative made, or of today's names.</summary>
    /// <param name="oldStateDict">Weights by name.</param>
    /// <param name="verbose">Accepted for configurations' sake; what does not fit is in the error.</param>
    /// <exception cref="Weights.WeightsMismatchException">A weight is missing or has another shape; the network is unchanged.</exception>
    public void LoadOldStateDict(IReadOnlyDictionary<string, Tensor> oldStateDict, bool verbose = false) => FormerWeights.Load(this, oldStateDict, FormerWeights.OfAutoencoder);
}
