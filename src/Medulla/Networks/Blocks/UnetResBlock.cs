using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions whose output is added to their input, which itself passes a convolution where sizes or channels change. Isensee et al., nnU-Net (2021).</summary>
public sealed class UnetResBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, conv2, lrelu, norm1, norm2;
    private readonly nn.Module<Tensor, Tensor>? conv3, norm3;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial / stride...].</summary>
    /// <inheritdoc cref="UnetBasicBlock(int, int, int, Values{int}, Values{int}, LayerSpec, LayerSpec?, LayerSpec?)"/>
    public UnetResBlock(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, LayerSpec normName, LayerSpec? actName = null, LayerSpec? dropout = null)
        : base(nameof(UnetResBlock))
    {
        conv1 = this.Part("conv1", UnetConvolution.Create(spatialDims, inChannels, outChannels, kernelSize, stride, dropout));
        conv2 = this.Part("conv2", UnetConvolution.Create(spatialDims, outChannels, outChannels, kernelSize, 1, dropout));
        lrelu = this.Part("lrelu", Act.Create(actName ?? ("leakyrelu", new() { ["negative_slope"] = 0.01 })));
        norm1 = this.Part("norm1", Norm.Create(normName, spatialDims, outChannels));
        norm2 = this.Part("norm2", Norm.Create(normName, spatialDims, outChannels));
        if (inChannels != outChannels || stride.Any(step => step != 1))
        {
            conv3 = this.Part("conv3", UnetConvolution.Create(spatialDims, inChannels, outChannels, 1, stride, dropout));
            norm3 = this.Part("norm3", Norm.Create(normName, spatialDims, outChannels));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var inner = norm2.call(conv2.call(lrelu.call(norm1.call(conv1.call(x)))));
        return lrelu.call(inner + (conv3 is null ? x : norm3!.call(conv3.call(x))));
    }
}
