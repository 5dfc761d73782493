using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions, each with normalization, dropout and activation.</summary>
public sealed class TwoConv : Chain
{
    /// <summary>[B, <paramref name="inChns"/>, spatial...] to [B, <paramref name="outChns"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChns">Channels of the input.</param>
    /// <param name="outChns">Channels of the output.</param>
    /// <param name="act">The activation.</param>
    /// <param name="norm">The normalization.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="dropout">The dropout, or its probability; 0 if null.</param>
    public TwoConv(int spatialDims, int inChns, int outChns, LayerSpec act, LayerSpec norm, bool bias, LayerSpec? dropout = null)
        : base(nameof(TwoConv))
    {
        Append("conv_0", new Convolution(spatialDims, inChns, outChns, act: act, norm: norm, dropout: dropout ?? 0.0, bias: bias, padding: 1));
        Append("conv_1", new Convolution(spatialDims, outChns, outChns, act: act, norm: norm, dropout: dropout ?? 0.0, bias: bias, padding: 1));
    }
}
