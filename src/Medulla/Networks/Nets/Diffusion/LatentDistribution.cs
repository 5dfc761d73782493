using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>
/// The bottleneck of a latent autoencoder: a normal distribution at each voxel. Rombach et al., High-resolution image synthesis with latent
/// diffusion models (2022). Its layers are parts of the network itself.
/// </summary>
internal sealed class LatentDistribution
{
    private readonly string owner;
    private readonly int channels;
    private readonly Convolution mean, logVariance, after;

    public LatentDistribution(nn.Module owner, int spatialDims, int channels)
    {
        (this.owner, this.channels) = (owner.GetName(), channels);
        mean = owner.Part("quant_conv_mu", Pointwise());
        logVariance = owner.Part("quant_conv_log_sigma", Pointwise());
        after = owner.Part("post_quant_conv", Pointwise());

        Convolution Pointwise() => new(spatialDims, channels, channels, kernelSize: 1, convOnly: true);
    }

    /// <summary>Means and standard deviations.</summary>
    public (Tensor Mu, Tensor Sigma) Of(Tensor features) => (mean.call(features), (logVariance.call(features).clamp(-30, 20) / 2).exp());

    /// <summary>Means plus noise times standard deviations.</summary>
    public Tensor Draw(Tensor mu, Tensor sigma)
    {
        Check(mu);
        using var scope = NewDisposeScope();
        return (mu + randn_like(sigma) * sigma).MoveToOuterDisposeScope();
    }

    /// <summary>What the decoder is given.</summary>
    public Tensor After(Tensor z)
    {
        Check(z);
        return after.call(z);
    }

    private void Check(Tensor z)
    {
        if (z.dim() < 3 || z.shape[1] != channels)
        {
            throw new ArgumentException($"{owner}: the latent image is [{string.Join(", ", z.shape)}]; [B, {channels}] and spatial axes are expected.");
        }
    }
}
