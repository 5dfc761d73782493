using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>The convolution that makes the output channels. Isensee et al., nnU-Net (2021).</summary>
public sealed class UnetOutBlock : Chain
{
    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="dropout">Dropout behind the convolution, or its probability; none if null.</param>
    public UnetOutBlock(int spatialDims, int inChannels, int outChannels, LayerSpec? dropout = null)
        : base(nameof(UnetOutBlock))
        => Append("conv", UnetConvolution.Create(spatialDims, inChannels, outChannels, 1, 1, dropout, bias: true));
}
