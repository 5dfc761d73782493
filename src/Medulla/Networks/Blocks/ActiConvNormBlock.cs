using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>An activation, a convolution without bias, and a normalization; an operation of <see cref="Nets.DiNTS"/>.</summary>
public sealed class ActiConvNormBlock : Chain
{
    /// <summary>[B, <paramref name="inChannel"/>, spatial...] to [B, <paramref name="outChannel"/>, spatial'...].</summary>
    /// <param name="inChannel">Channels of the input.</param>
    /// <param name="outChannel">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernel along each axis.</param>
    /// <param name="padding">Zeros added on each side.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <exception cref="ArgumentException">A number is too small, or a layer is unknown.</exception>
    public ActiConvNormBlock(
        int inChannel, int outChannel, int kernelSize = 3, int padding = 1, int spatialDims = 3, LayerSpec? actName = null, LayerSpec? normName = null)
        : base(nameof(ActiConvNormBlock))
    {
        Append("acti", Act.Create(actName ?? "relu"));
        Append("conv", Conv.Create(spatialDims, inChannel, outChannel, kernelSize, padding: padding, bias: false));
        Append("norm", Norm.Create(normName ?? Norm.AffineInstance, spatialDims, outChannel));
    }
}
