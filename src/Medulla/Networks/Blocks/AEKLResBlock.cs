using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Two convolutions, each after normalization and SiLU, whose output is added to their input. Rombach et al., High-resolution image
/// synthesis with latent diffusion models (2022).
/// </summary>
public sealed class AEKLResBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> norm1, norm2, conv1, conv2, shortcut;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="normNumGroups">Groups of the normalizations, a divisor of the channels.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="outChannels">Channels of the output; as many as of the input if null.</param>
    /// <exception cref="ArgumentException">A number is out of range or does not divide the channels.</exception>
    public AEKLResBlock(int spatialDims, int inChannels, int normNumGroups, double normEps, int? outChannels = null)
        : base(nameof(AEKLResBlock))
    {
        var (to, spec) = (outChannels ?? inChannels, SpatialAttentionBlock.GroupNorm(normNumGroups, normEps));
        norm1 = this.Part("norm1", Norm.Create(spec, spatialDims, inChannels));
        conv1 = this.Part("conv1", new Convolution(spatialDims, inChannels, to, convOnly: true));
        norm2 = this.Part("norm2", Norm.Create(spec, spatialDims, to));
        conv2 = this.Part("conv2", new Convolution(spatialDims, to, to, convOnly: true));
        shortcut = this.Part("nin_shortcut", Shortcut(spatialDims, inChannels, to));
    }

    /// <summary>What brings a residual block's input to as many channels as its output has.</summary>
    internal static nn.Module<Tensor, Tensor> Shortcut(int spatialDims, int from, int to)
        => from == to ? nn.Identity() : new Convolution(spatialDims, from, to, kernelSize: 1, convOnly: true);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        using var half = Preactivated.Convolve(norm1, conv1, x);
        return Preactivated.Convolve(norm2, conv2, half).add_(shortcut.call(x));
    }
}
