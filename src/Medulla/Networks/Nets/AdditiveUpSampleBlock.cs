using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Doubles the size and halves the channels by a transposed convolution and, added to it, by interpolation.</summary>
public sealed class AdditiveUpSampleBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> deconv;
    private readonly InterpolateMode mode;
    private readonly bool? alignCorners;

    /// <summary>[B, 2 C, spatial...] to [B, C, 2 spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input, twice <paramref name="outChannels"/>.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="mode">The kind of interpolation.</param>
    /// <param name="alignCorners">Whether interpolation keeps the outer voxels' centres in place.</param>
    /// <exception cref="ArgumentException">The channels are not halved.</exception>
    public AdditiveUpSampleBlock(int spatialDims, int inChannels, int outChannels, InterpolateMode mode = InterpolateMode.Nearest, bool? alignCorners = null)
        : base(nameof(AdditiveUpSampleBlock))
    {
        if (inChannels != 2 * outChannels)
        {
            throw new ArgumentException($"AdditiveUpSampleBlock: inChannels is {inChannels} and outChannels {outChannels}; twice as many in as out are expected.", nameof(inChannels));
        }
        deconv = this.Part("deconv", RegistrationLayers.Enlarging(spatialDims, inChannels, outChannels));
        (this.mode, this.alignCorners) = (mode, alignCorners);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
        => deconv.call(x) + RegistrationLayers.AddAndEnlarge(x, [.. x.shape.Skip(2).Select(n => 2 * n)], mode, alignCorners);
}
