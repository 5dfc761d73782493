using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>Doubles the size by linear interpolation, then an activation, a convolution of single voxels and a normalization.</summary>
public sealed class FactorizedIncreaseBlock : Chain
{
    /// <summary>[B, <paramref name="inChannel"/>, spatial...] to [B, <paramref name="outChannel"/>, 2 * spatial...].</summary>
    /// <param name="inChannel">Channels of the input.</param>
    /// <param name="outChannel">Channels of the output.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public FactorizedIncreaseBlock(int inChannel, int outChannel, int spatialDims = 3, LayerSpec? actName = null, LayerSpec? normName = null)
        : base(nameof(FactorizedIncreaseBlock))
    {
        Dimensions.TwoOrThree(nameof(FactorizedIncreaseBlock), spatialDims);
        Append("up", new Interpolate(spatialDims, null, [.. Enumerable.Repeat(2.0, spatialDims)], alignCorners: true));
        Append("acti", Act.Create(actName ?? "relu"));
        Append("conv", Conv.Create(spatialDims, inChannel, outChannel, 1, bias: false));
        Append("norm", Norm.Create(normName ?? Norm.AffineInstance, spatialDims, outChannel));
    }
}
