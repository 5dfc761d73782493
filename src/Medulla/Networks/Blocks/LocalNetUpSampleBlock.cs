using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Doubles the size of features by a transposed convolution and by interpolation, and joins them with earlier ones of that size. Hu et al.,
/// Weakly-supervised convolutional neural networks for multimodal image registration (2018).
/// </summary>
public sealed class LocalNetUpSampleBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> deconvBlock, convBlock;
    private readonly LocalNetJoiningBlock residualBlock;
    private readonly InterpolateMode mode;
    private readonly bool? alignCorners;

    /// <summary>[B, 2 C, spatial...] and [B, C, 2 spatial...] to [B, C, 2 spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the features, twice <paramref name="outChannels"/>.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="mode">How features are enlarged where not by convolution.</param>
    /// <param name="alignCorners">Whether the outer voxels' centres stay in place there.</param>
    /// <exception cref="ArgumentException">The channels are not halved.</exception>
    public LocalNetUpSampleBlock(int spatialDims, int inChannels, int outChannels, InterpolateMode mode = InterpolateMode.Nearest, bool? alignCorners = null)
        : base(nameof(LocalNetUpSampleBlock))
    {
        if (inChannels != 2 * outChannels)
        {
            throw new ArgumentException($"LocalNetUpSampleBlock: inChannels is {inChannels} and outChannels {outChannels}; twice as many in as out are expected.", nameof(inChannels));
        }
        deconvBlock = this.Part("deconv_block", RegistrationLayers.Enlarging(spatialDims, inChannels, outChannels));
        convBlock = this.Part("conv_block", RegistrationLayers.Block(spatialDims, outChannels, outChannels));
        residualBlock = this.Part("residual_block", new LocalNetJoiningBlock(spatialDims, outChannels));
        (this.mode, this.alignCorners) = (mode, alignCorners);
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">The features to enlarge.</param>
    /// <param name="mid">Earlier features of twice their size.</param>
    /// <exception cref="ArgumentException">The sizes are others.</exception>
    public Tensor call(Tensor x, Tensor mid)
    {
        using var scope = NewDisposeScope();
        var (small, large) = (x.shape, mid.shape);
        if (!small.Skip(2).Select(n => 2 * n).SequenceEqual(large.Skip(2)))
        {
            throw new ArgumentException(
                $"LocalNetUpSampleBlock: x is [{string.Join(", ", small)}] and mid [{string.Join(", ", large)}]; spatial sizes of mid twice those of x are expected.", nameof(mid));
        }
        var enlarged = deconvBlock.call(x) + RegistrationLayers.AddAndEnlarge(x, large[2..], mode, alignCorners);
        return residualBlock.call(convBlock.call(enlarged), enlarged + mid).MoveToOuterDisposeScope();
    }
}
