using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A residual block of <see cref="Nets.DAF3D"/>: its middle convolution works within 32 groups of channels. Xie et al., Aggregated residual transformations (2017).</summary>
internal sealed class Daf3dBottleneck : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, bn1, conv2, bn2, conv3, bn3, act;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    public Daf3dBottleneck(int inPlanes, int planes, Values<int> stride, int dilation, bool isFirst)
        : base(nameof(Daf3dBottleneck))
    {
        var to = 2 * planes;
        conv1 = this.Part("conv1", Conv.Create(3, inPlanes, planes, 1, bias: false));
        bn1 = this.Part("bn1", Norm.Create("batch", 3, planes));
        conv2 = this.Part("conv2", Conv.Create(3, planes, planes, 3, stride, dilation, dilation, groups: 32, bias: false));
        bn2 = this.Part("bn2", Norm.Create("batch", 3, planes));
        conv3 = this.Part("conv3", Conv.Create(3, planes, to, 1, bias: false));
        bn3 = this.Part("bn3", Norm.Create("batch", 3, to));
        act = this.Part("act", Act.Create("relu"));
        downsample = isFirst ? this.Part("downsample", ModuleParts.Sequence(Conv.Create(3, inPlanes, to, 1, stride, bias: false), Norm.Create("batch", 3, to))) : null;
        this.UnusedPart("relu", Act.Create("prelu"));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var inner = act.call(bn2.call(conv2.call(act.call(bn1.call(conv1.call(x))))));
        return act.call(bn3.call(conv3.call(inner)) + (downsample?.call(x) ?? x));
    }
}
