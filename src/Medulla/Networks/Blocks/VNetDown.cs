using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A part on the way down. Milletari et al., V-Net (2016).</summary>
internal sealed class VNetDown : Block
{
    private readonly nn.Module<Tensor, Tensor> downConv, bn1, act1, act2, ops;
    private readonly nn.Module<Tensor, Tensor>? dropout;

    public VNetDown(int spatialDims, int inChannels, int convolutions, LayerSpec act, double? dropoutProb, int dropoutDim, bool bias)
        : base(nameof(VNetDown))
    {
        var channels = 2 * inChannels;
        downConv = this.Part("down_conv", Conv.Create(spatialDims, inChannels, channels, 2, 2, bias: bias));
        bn1 = this.Part("bn1", Norm.Create("batch", spatialDims, channels));
        act1 = this.Part("act_function1", VNetLayers.Activation(act, channels));
        act2 = this.Part("act_function2", VNetLayers.Activation(act, channels));
        ops = this.Part("ops", VNetLayers.Several(spatialDims, channels, convolutions, act, bias));
        dropout = dropoutProb is { } p ? this.Part("dropout", Dropout.Create(p, dropoutDim)) : null;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var down = act1.call(bn1.call(downConv.call(x)));
        return act2.call(ops.call(dropout?.call(down) ?? down) + down);
    }
}
