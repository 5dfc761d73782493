using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Three convolutions, of which the middle one has a quarter of the channels, added to their input. He et al., Deep residual learning for image recognition (2016).</summary>
public sealed class ResNetBottleneck : Block
{
    /// <summary>Channels of the output, in terms of those within.</summary>
    public const int Expansion = 4;

    private readonly nn.Module<Tensor, Tensor> conv1, bn1, conv2, bn2, conv3, bn3, act;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    /// <summary>[B, <paramref name="inPlanes"/>, spatial...] to [B, 4 * <paramref name="planes"/>, spatial / stride...].</summary>
    /// <param name="inPlanes">Channels of the input.</param>
    /// <param name="planes">Channels within.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="stride">Step of the second convolution.</param>
    /// <param name="downsample">What the input passes before it is added; nothing if null.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    public ResNetBottleneck(
        int inPlanes, int planes, int spatialDims = 3, int stride = 1, nn.Module<Tensor, Tensor>? downsample = null, LayerSpec? act = null, LayerSpec? norm = null)
        : base(nameof(ResNetBottleneck))
    {
        var normalization = norm ?? "batch";
        conv1 = this.Part("conv1", Conv.Create(spatialDims, inPlanes, planes, 1, bias: false));
        bn1 = this.Part("bn1", Norm.Create(normalization, spatialDims, planes));
        conv2 = this.Part("conv2", Conv.Create(spatialDims, planes, planes, 3, stride, 1, bias: false));
        bn2 = this.Part("bn2", Norm.Create(normalization, spatialDims, planes));
        conv3 = this.Part("conv3", Conv.Create(spatialDims, planes, planes * Expansion, 1, bias: false));
        bn3 = this.Part("bn3", Norm.Create(normalization, spatialDims, planes * Expansion));
        this.act = this.Part("act", Act.Create(act ?? "relu"));
        this.downsample = downsample is null ? null : this.Part("downsample", downsample);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var inner = act.call(bn2.call(conv2.call(act.call(bn1.call(conv1.call(x))))));
        return act.call(bn3.call(conv3.call(inner)) + (downsample?.call(x) ?? x));
    }
}
