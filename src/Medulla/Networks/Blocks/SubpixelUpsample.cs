using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Enlarges images by turning channels into voxels, which are then smoothed. Shi et al., Real-time single image and video
/// super-resolution (2016); Aitken et al., Checkerboard artifact free sub-pixel convolution (2017).
/// </summary>
public sealed class SubpixelUpsample : Block
{
    private readonly nn.Module<Tensor, Tensor> convBlock;
    private readonly nn.Module<Tensor, Tensor> padPool;
    private readonly int spatialDims;
    private readonly int scaleFactor;

    /// <summary>[B, C, spatial...] to [B, C', factor * spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input; needed for the block's own convolution.</param>
    /// <param name="outChannels">Channels of the output; as many as of the input if null.</param>
    /// <param name="scaleFactor">Enlargement along each axis.</param>
    /// <param name="convBlock">What makes the channels that become voxels; a convolution of the block's own if null.</param>
    /// <param name="applyPadPool">Whether the result is averaged over neighbours, as many as the factor.</param>
    /// <param name="bias">Whether the block's own convolution adds a number per channel.</param>
    /// <exception cref="ArgumentException">The channels are not known, or a number is too small.</exception>
    public SubpixelUpsample(
        int spatialDims, int? inChannels, int? outChannels = null, int scaleFactor = 2, PartChoice? convBlock = null, bool applyPadPool = true, bool bias = true)
        : base(nameof(SubpixelUpsample))
    {
        const string Me = nameof(SubpixelUpsample);
        (this.spatialDims, this.scaleFactor) = (Dimensions.Checked(Me, spatialDims), Dimensions.AtLeast(Me, nameof(scaleFactor), scaleFactor));
        convBlock ??= PartChoice.Default;
        this.convBlock = this.Part("conv_block", convBlock.Part ?? (convBlock == PartChoice.None ? nn.Identity() : Own()));
        padPool = this.Part("pad_pool", applyPadPool
            ? ModuleParts.Sequence(
                Pad.Create(("constantpad", new() { ["padding"] = Enumerable.Range(0, 2 * spatialDims).Select(i => i % 2 == 0 ? scaleFactor - 1 : 0).ToArray(), ["value"] = 0.0 }), spatialDims),
                Pool.Create(("avg", new() { ["kernel_size"] = scaleFactor, ["stride"] = 1 }), spatialDims))
            : nn.Identity());

        nn.Module<Tensor, Tensor> Own()
        {
            var channels = inChannels ?? throw new ArgumentException($"{Me}: inChannels is null; the block's own convolution needs it.", nameof(inChannels));
            var conv = Conv.Create(spatialDims, channels, (outChannels ?? channels) * (int)Math.Pow(scaleFactor, spatialDims), 3, padding: 1, bias: bias);
            WeightInitialization.Icnr(conv, scaleFactor);
            return conv;
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => padPool.call(PixelShuffle.Shuffle(convBlock.call(x), spatialDims, scaleFactor));
}
