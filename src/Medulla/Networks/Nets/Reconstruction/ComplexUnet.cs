using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A U-Net of complex images: normalized, with real and imaginary parts as channels. Sriram et al., End-to-end variational networks (2020).</summary>
public sealed class ComplexUnet : Block
{
    private readonly nn.Module<Tensor, Tensor> unet;
    private readonly int padFactor;
    private readonly Func<ComplexUnet>? again;

    /// <summary>[B, C, spatial..., 2] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="features">Channels of the six levels of the U-Net; 32, 32, 64, 128, 256, 32 if null.</param>
    /// <param name="act">The activation; leaky ReLU of slope 0.1 if null.</param>
    /// <param name="norm">The normalization; instance with weights if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="dropout">Dropout; none if null.</param>
    /// <param name="upsample">How features are enlarged.</param>
    /// <param name="padFactor">Images are padded to multiples of this, a power of 2.</param>
    /// <param name="convNet">A network of two channels instead of the U-Net.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the network has other channels.</exception>
    public ComplexUnet(
        int spatialDims = 2, Values<int>? features = null, LayerSpec? act = null, LayerSpec? norm = null, bool bias = true, LayerSpec? dropout = null,
        Upsampling upsample = Upsampling.Deconv, int padFactor = 16, nn.Module<Tensor, Tensor>? convNet = null)
        : base(nameof(ComplexUnet))
    {
        if (padFactor < 1 || !System.Numerics.BitOperations.IsPow2(padFactor))
        {
            throw new ArgumentOutOfRangeException(nameof(padFactor), padFactor, $"ComplexUnet: padFactor is {padFactor}; a power of 2 is expected.");
        }
        this.padFactor = padFactor;
        again = convNet is null ? () => new(spatialDims, features, act, norm, bias, dropout, upsample, padFactor) : null;
        unet = this.Part("unet", ComplexImages.TwoChannels(nameof(ComplexUnet), convNet) ?? new BasicUNet(spatialDims, 2, 2, features, act ?? LeakyRelu, norm ?? Instance, bias, dropout, upsample));
    }

    private static LayerSpec LeakyRelu => ("leakyrelu", new() { ["negative_slope"] = 0.1, ["inplace"] = true });

    private static LayerSpec Instance => ("instance", new() { ["affine"] = true });

    /// <summary>Another network with the same weights.</summary>
    /// <exception cref="NotSupportedException">The network within was given, so that nobody knows how to make another.</exception>
    public ComplexUnet Copy()
    {
        var copy = again?.Invoke() ?? throw new NotSupportedException("ComplexUnet: a network that was given (convNet) cannot be made again; make one for each cascade.");
        copy.load_state_dict(state_dict());
        return copy;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var channels = ComplexImages.ToChannels(x);
        var (normalized, mean, std) = ComplexImages.Normalize(channels);
        var size = channels.shape[2..];
        var (padded, before) = ComplexImages.Pad(normalized, padFactor);
        var result = unet.call(padded);
        for (var axis = 0; axis < size.Length; axis++)
        {
            result = result.narrow(axis + 2, before[axis], size[axis]);
        }
        return ComplexImages.ToPairs(result * std + mean);
    }
}
