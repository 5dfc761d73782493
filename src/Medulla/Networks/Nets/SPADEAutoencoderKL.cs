using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// An <see cref="AutoencoderKL"/> whose decoder follows a map of labels. Park et al., Semantic image synthesis with spatially-adaptive
/// normalization (2019).
/// </summary>
public sealed class SPADEAutoencoderKL : MultiBlock, ILatentAutoencoder
{
    private readonly nn.Module<Tensor, Tensor> encoder;
    private readonly LabelledDecoder decoder;
    private readonly LatentDistribution latent;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and labels [B, <paramref name="labelNc"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...] and the latent distribution.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="labelNc">Channels of the map of labels.</param>
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
    /// <param name="spadeIntermediateChannels">Channels between labels and scales in the normalizations.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public SPADEAutoencoderKL(
        int spatialDims, int labelNc, int inChannels = 1, int outChannels = 1, Values<int>? numResBlocks = null, Values<int>? channels = null,
        Values<bool>? attentionLevels = null, int latentChannels = 3, int normNumGroups = 32, double normEps = 1e-6, bool withEncoderNonlocalAttn = true,
        bool withDecoderNonlocalAttn = true, int spadeIntermediateChannels = 128, bool includeFc = true, bool useCombinedLinear = false,
        bool useFlashAttention = false)
        : base(nameof(SPADEAutoencoderKL))
    {
        var plan = new LatentPlan(
            nameof(SPADEAutoencoderKL), spatialDims, inChannels, outChannels, numResBlocks, channels, attentionLevels, latentChannels, normNumGroups, normEps,
            new(includeFc, useCombinedLinear, useFlashAttention));
        encoder = this.Part("encoder", plan.Encoder(withEncoderNonlocalAttn));
        decoder = this.Part("decoder", new LabelledDecoder(plan, withDecoderNonlocalAttn, labelNc, spadeIntermediateChannels));
        latent = new(this, spatialDims, latentChannels);
    }

    /// <summary>Encodes, draws and decodes.</summary>
    /// <param name="x">The image.</param>
    /// <param name="seg">The map of labels, of any size.</param>
    /// <returns>The rebuilt image, and means and standard deviations [B, latent, spatial'...] of the latent image.</returns>
    public (Tensor Reconstruction, Tensor Mu, Tensor Sigma) call(Tensor x, Tensor seg)
    {
        using var scope = NewDisposeScope();
        var (mu, sigma) = Encode(x);
        return (Decode(Sampling(mu, sigma), seg).MoveToOuterDisposeScope(), mu.MoveToOuterDisposeScope(), sigma.MoveToOuterDisposeScope());
    }

    /// <summary>Means and standard deviations [B, latent, spatial'...] of the latent image of an image.</summary>
    public (Tensor Mu, Tensor Sigma) Encode(Tensor x) => ModuleParts.Scoped(() => latent.Of(encoder.call(x)));

    /// <summary>A latent image drawn from its distribution.</summary>
    /// <param name="zMu">Means.</param>
    /// <param name="zSigma">Standard deviations.</param>
    public Tensor Sampling(Tensor zMu, Tensor zSigma) => latent.Draw(zMu, zSigma);

    /// <summary>The image of the means that an image is encoded to, for a map of labels.</summary>
    public Tensor Reconstruct(Tensor x, Tensor seg)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(x).Mu, seg).MoveToOuterDisposeScope();
    }

    /// <summary>The image of a latent image [B, latent, spatial'...] for a map of labels.</summary>
    public Tensor Decode(Tensor z, Tensor seg)
    {
        using var start = latent.After(z);
        return decoder.call(start, seg);
    }

    /// <summary>A latent image drawn for an image: what a second network learns to generate.</summary>
    public Tensor EncodeStage2Inputs(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (mu, sigma) = Encode(x);
        return Sampling(mu, sigma).MoveToOuterDisposeScope();
    }

    /// <summary>The image of a generated latent image for a map of labels.</summary>
    public Tensor DecodeStage2Outputs(Tensor z, Tensor seg) => Decode(z, seg);

    Tensor ILatentAutoencoder.ToLatent(Tensor x) => EncodeStage2Inputs(x);

    Tensor ILatentAutoencoder.FromLatent(Tensor z, Tensor? seg)
        => DecodeStage2Outputs(z, seg ?? throw new ArgumentException("SPADEAutoencoderKL: seg is null; the decoder follows a map of labels.", nameof(seg)));
}
