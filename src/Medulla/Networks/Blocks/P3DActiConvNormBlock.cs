using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>
/// An activation, a convolution within planes, one across them, and a normalization: a cubic kernel taken apart. Qiu et al.,
/// Learning spatio-temporal representation with pseudo-3D residual networks (2017).
/// </summary>
public sealed class P3DActiConvNormBlock : Chain
{
    /// <summary>[B, <paramref name="inChannel"/>, H, W, D] to [B, <paramref name="outChannel"/>, H', W', D'].</summary>
    /// <param name="inChannel">Channels of the input.</param>
    /// <param name="outChannel">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernels along the axes that they cover.</param>
    /// <param name="padding">Zeros added on each side along these axes.</param>
    /// <param name="mode">The axis across the planes: 0 is the last, 1 the second, 2 the first.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <exception cref="ArgumentException"><paramref name="mode"/> is none of these, a number is too small, or a layer is unknown.</exception>
    public P3DActiConvNormBlock(int inChannel, int outChannel, int kernelSize, int padding, int mode = 0, LayerSpec? actName = null, LayerSpec? normName = null)
        : base(nameof(P3DActiConvNormBlock))
    {
        var across = mode is 0 or 1 or 2 ? 2 - mode
            : throw new ArgumentOutOfRangeException(nameof(mode), mode, $"{nameof(P3DActiConvNormBlock)}: mode is {mode}; 0, 1 or 2 is expected.");
        Append("acti", Act.Create(actName ?? "relu"));
        Append("conv", Conv.Create(3, inChannel, inChannel, Within(kernelSize, 1), padding: Within(padding, 0), bias: false));
        Append("conv_1", Conv.Create(3, inChannel, outChannel, Across(kernelSize, 1), padding: Across(padding, 0), bias: false));
        Append("norm", Norm.Create(normName ?? Norm.AffineInstance, 3, outChannel));

        Values<int> Within(int covered, int other) => Values.From(Enumerable.Range(0, 3).Select(axis => axis == across ? other : covered));

        Values<int> Across(int covered, int other) => Within(other, covered);
    }
}
