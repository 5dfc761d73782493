using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Shrinks images by turning neighbouring voxels into channels, after a convolution; the reverse of <see cref="SubpixelUpsample"/>.</summary>
public sealed class SubpixelDownsample : Block
{
    private readonly nn.Module<Tensor, Tensor> convBlock;
    private readonly int spatialDims;
    private readonly int scaleFactor;

    /// <summary>[B, C, factor * spatial...] to [B, C' * factor^axes, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input; needed for the block's own convolution.</param>
    /// <param name="outChannels">Channels C' after the block's own convolution; as many as of the input if null.</param>
    /// <param name="scaleFactor">How many times smaller each axis becomes.</param>
    /// <param name="convBlock">What comes first; a convolution of the block's own if null.</param>
    /// <param name="bias">Whether the block's own convolution adds a number per channel.</param>
    /// <exception cref="ArgumentException">The channels are not known, or a number is too small.</exception>
    public SubpixelDownsample(
        int spatialDims, int? inChannels, int? outChannels = null, int scaleFactor = 2, PartChoice? convBlock = null, bool bias = true)
        : base(nameof(SubpixelDownsample))
    {
        const string Me = nameof(SubpixelDownsample);
        (this.spatialDims, this.scaleFactor) = (Dimensions.Checked(Me, spatialDims), Dimensions.AtLeast(Me, nameof(scaleFactor), scaleFactor));
        convBlock ??= PartChoice.Default;
        this.convBlock = this.Part("conv_block", convBlock.Part ?? (convBlock == PartChoice.None ? nn.Identity() : Own()));

        nn.Module<Tensor, Tensor> Own()
        {
            var channels = inChannels ?? throw new ArgumentException($"{Me}: inChannels is null; the block's own convolution needs it.", nameof(inChannels));
            return Conv.Create(spatialDims, channels, outChannels ?? channels, 3, padding: 1, bias: bias);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => PixelShuffle.Unshuffle(convBlock.call(x), spatialDims, scaleFactor);
}
