using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Halves the size after an activation: half of the output's channels see the even voxels, half the odd ones. A normalization follows.</summary>
public sealed class FactorizedReduceBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> act, conv1, conv2, norm;
    private readonly int spatialDims;

    /// <summary>[B, <paramref name="inChannel"/>, spatial...] to [B, <paramref name="outChannel"/>, spatial / 2...].</summary>
    /// <param name="inChannel">Channels of the input.</param>
    /// <param name="outChannel">Channels of the output, at least 2.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public FactorizedReduceBlock(int inChannel, int outChannel, int spatialDims = 3, LayerSpec? actName = null, LayerSpec? normName = null)
        : base(nameof(FactorizedReduceBlock))
    {
        this.spatialDims = Dimensions.TwoOrThree(nameof(FactorizedReduceBlock), spatialDims);
        Dimensions.AtLeast(nameof(FactorizedReduceBlock), nameof(outChannel), outChannel, least: 2);
        act = this.Part("act", Act.Create(actName ?? "relu"));
        conv1 = this.Part("conv_1", Conv.Create(spatialDims, inChannel, outChannel / 2, 1, 2, bias: false));
        conv2 = this.Part("conv_2", Conv.Create(spatialDims, inChannel, outChannel - outChannel / 2, 1, 2, bias: false));
        norm = this.Part("norm", Norm.Create(normName ?? Norm.AffineInstance, spatialDims, outChannel));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var shape = x.shape;
        if (shape.Length != spatialDims + 2 || shape[2..].Any(n => n % 2 != 0))
        {
            throw new ArgumentException($"{nameof(FactorizedReduceBlock)}: the input is [{string.Join(", ", shape)}]; [B, C] and {spatialDims} axes of even size are expected. Pad the image.");
        }
        var active = act.call(x);
        var odd = Enumerable.Range(2, spatialDims).Aggregate(active, (rest, axis) => rest.narrow(axis, 1, shape[axis] - 1));
        return norm.call(cat([conv1.call(active), conv2.call(odd)], 1));
    }
}
