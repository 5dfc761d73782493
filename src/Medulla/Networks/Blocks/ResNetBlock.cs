using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions whose output is added to their input. He et al., Deep residual learning for image recognition (2016).</summary>
public sealed class ResNetBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, bn1, act, conv2, bn2;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    /// <summary>[B, <paramref name="inPlanes"/>, spatial...] to [B, <paramref name="planes"/>, spatial / stride...].</summary>
    /// <param name="inPlanes">Channels of the input.</param>
    /// <param name="planes">Channels of the output.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="stride">Step of the first convolution.</param>
    /// <param name="downsample">What the input passes before it is added; nothing if null.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    public ResNetBlock(
        int inPlanes, int planes, int spatialDims = 3, int stride = 1, nn.Module<Tensor, Tensor>? downsample = null, LayerSpec? act = null, LayerSpec? norm = null)
        : base(nameof(ResNetBlock))
    {
        conv1 = this.Part("conv1", Conv.Create(spatialDims, inPlanes, planes, 3, stride, 1, bias: false));
        bn1 = this.Part("bn1", Norm.Create(norm ?? "batch", spatialDims, planes));
        this.act = this.Part("act", Act.Create(act ?? "relu"));
        conv2 = this.Part("conv2", Conv.Create(spatialDims, planes, planes, 3, padding: 1, bias: false));
        bn2 = this.Part("bn2", Norm.Create(norm ?? "batch", spatialDims, planes));
        this.downsample = downsample is null ? null : this.Part("downsample", downsample);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
        => act.call(bn2.call(conv2.call(act.call(bn1.call(conv1.call(x))))) + (downsample?.call(x) ?? x));
}
