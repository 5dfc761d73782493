using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Paints images from maps of labels, with or without an encoder that takes the style from another image. Park et al., Semantic image
/// synthesis with spatially-adaptive normalization (2019).
/// </summary>
public sealed class SPADENet : MultiBlock
{
    private readonly SPADEEncoder? encoder;
    private readonly SPADEDecoder decoder;

    /// <summary>Labels [B, <paramref name="labelNc"/>, spatial...] to images [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the image that gives the style.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="labelNc">Channels of the map of labels.</param>
    /// <param name="inputShape">Voxels along each axis, multiples of 2 to the number of <paramref name="channels"/>.</param>
    /// <param name="channels">Channels at each size, from the largest.</param>
    /// <param name="zDim">Number of latent variables; needed with an encoder.</param>
    /// <param name="isVae">Whether there is an encoder.</param>
    /// <param name="spadeIntermediateChannels">Channels between labels and scales in the normalizations.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="act">The activation; leakyrelu with a slope of 0.2 if null.</param>
    /// <param name="lastAct">The activation of the output; leakyrelu with a slope of 0.2 if null.</param>
    /// <param name="kernelSize">Voxels under the kernels along each axis, odd.</param>
    /// <param name="upsamplingMode">How the image is enlarged.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public SPADENet(
        int spatialDims, int inChannels, int outChannels, int labelNc, Values<int> inputShape, Values<int> channels, int? zDim = null, bool isVae = true,
        int spadeIntermediateChannels = 128, LayerSpec? norm = null, LayerSpec? act = null, LayerSpec? lastAct = null, int kernelSize = 3,
        InterpolateMode upsamplingMode = InterpolateMode.Nearest)
        : base(nameof(SPADENet))
    {
        Dimensions.Checked(nameof(SPADENet), spatialDims);
        var shrinkage = 1 << channels.Count;
        if (channels.Count == 0 || inputShape.Count != spatialDims || inputShape.Any(n => n < 1 || n % shrinkage != 0))
        {
            throw new ArgumentException(
                $"SPADENet: inputShape is {inputShape}; {spatialDims} multiples of {shrinkage} (2 to the number of channels, {channels}) are expected.", nameof(inputShape));
        }
        if (isVae && zDim is not > 0)
        {
            throw new ArgumentException($"SPADENet: zDim is {zDim?.ToString() ?? "null"}; with an encoder (isVae) a positive number of latent variables is expected.", nameof(zDim));
        }
        LayerSpec leaky = ("leakyrelu", new() { ["negative_slope"] = 0.2 });
        long[] smallest = [.. inputShape.Select(n => (long)(n / shrinkage))];
        encoder = isVae ? this.Part("encoder", new SPADEEncoder(spatialDims, inChannels, zDim!.Value, channels, smallest, kernelSize, norm, act ?? leaky)) : null;
        decoder = this.Part("decoder", new SPADEDecoder(
            spatialDims, outChannels, labelNc, smallest, [.. channels.Reverse()], isVae ? zDim : null, spadeIntermediateChannels, norm, act ?? leaky,
            lastAct ?? leaky, kernelSize, upsamplingMode));
    }

    /// <summary>Paints images.</summary>
    /// <param name="seg">Maps of labels [B, labels, spatial...].</param>
    /// <param name="x">Images that give the style; needed with an encoder, not used without.</param>
    /// <returns>The images and, with an encoder, means and logarithms of variances of the latent variables.</returns>
    /// <exception cref="ArgumentException">There is an encoder and no image.</exception>
    public IReadOnlyList<Tensor> call(Tensor seg, Tensor? x = null)
    {
        if (encoder is null)
        {
            return [decoder.call(seg, null)];
        }
        return ModuleParts.Scoped(() =>
        {
            var (mu, logvar) = encoder.call(x ?? throw new ArgumentException("SPADENet: x is null; with an encoder (isVae) an image that gives the style is needed.", nameof(x)));
            return [decoder.call(seg, Reparameterization.Draw(mu, logvar)), mu, logvar];
        });
    }

    /// <summary>Latent variables [B, latent] drawn for images; null without an encoder.</summary>
    public Tensor? Encode(Tensor x)
    {
        if (encoder is null)
        {
            return null;
        }
        using var scope = NewDisposeScope();
        var (mu, logvar) = encoder.call(x);
        return Reparameterization.Draw(mu, logvar).MoveToOuterDisposeScope();
    }

    /// <summary>Images for maps of labels.</summary>
    /// <param name="seg">Maps of labels [B, labels, spatial...].</param>
    /// <param name="z">Latent variables [B, latent]; drawn if null, not used without an encoder.</param>
    public Tensor Decode(Tensor seg, Tensor? z = null) => decoder.call(seg, z);
}
