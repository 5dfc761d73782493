using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions, each with normalization and activation. Isensee et al., nnU-Net (2021).</summary>
public sealed class UnetBasicBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, conv2, lrelu, norm1, norm2;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial / stride...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="stride">Step of the first convolution.</param>
    /// <param name="normName">The normalization.</param>
    /// <param name="actName">The activation; leakyrelu with a slope of 0.01 if null.</param>
    /// <param name="dropout">Dropout behind the convolutions, or its probability; none if null.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes, or a layer is unknown.</exception>
    public UnetBasicBlock(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int> stride, LayerSpec normName, LayerSpec? actName = null, LayerSpec? dropout = null)
        : base(nameof(UnetBasicBlock))
    {
        conv1 = this.Part("conv1", UnetConvolution.Create(spatialDims, inChannels, outChannels, kernelSize, stride, dropout));
        conv2 = this.Part("conv2", UnetConvolution.Create(spatialDims, outChannels, outChannels, kernelSize, 1, dropout));
        lrelu = this.Part("lrelu", Act.Create(actName ?? ("leakyrelu", new() { ["negative_slope"] = 0.01 })));
        norm1 = this.Part("norm1", Norm.Create(normName, spatialDims, outChannels));
        norm2 = this.Part("norm2", Norm.Create(normName, spatialDims, outChannels));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => lrelu.call(norm2.call(conv2.call(lrelu.call(norm1.call(conv1.call(x))))));
}
