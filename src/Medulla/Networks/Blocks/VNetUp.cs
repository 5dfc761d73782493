using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A part on the way up. Milletari et al., V-Net (2016).</summary>
internal sealed class VNetUp : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> upConv, bn1, act1, act2, ops, dropout2;
    private readonly nn.Module<Tensor, Tensor>? dropout;

    public VNetUp(int spatialDims, int inChannels, int outChannels, int convolutions, LayerSpec act, double? dropoutProb, double skipDropoutProb, int dropoutDim)
        : base(nameof(VNetUp))
    {
        upConv = this.Part("up_conv", Conv.CreateTransposed(spatialDims, inChannels, outChannels / 2, 2, 2));
        bn1 = this.Part("bn1", Norm.Create("batch", spatialDims, outChannels / 2));
        dropout = dropoutProb is { } p ? this.Part("dropout", Dropout.Create(p, dropoutDim)) : null;
        dropout2 = this.Part("dropout2", Dropout.Create(skipDropoutProb, dropoutDim));
        act1 = this.Part("act_function1", VNetLayers.Activation(act, outChannels / 2));
        act2 = this.Part("act_function2", VNetLayers.Activation(act, outChannels));
        ops = this.Part("ops", VNetLayers.Several(spatialDims, outChannels, convolutions, act, bias: false));
    }

    public Tensor call(Tensor x, Tensor skipx)
    {
        using var scope = NewDisposeScope();
        var up = act1.call(bn1.call(upConv.call(dropout?.call(x) ?? x)));
        var joined = cat([up, dropout2.call(skipx)], 1);
        return act2.call(ops.call(joined) + joined).MoveToOuterDisposeScope();
    }
}
