using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions, each after normalization and activation, whose output is added to their input. Myronenko, 3D MRI brain tumor segmentation using autoencoder regularization (2018).</summary>
public sealed class ResBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> norm1, norm2, act, conv1, conv2;

    /// <summary>[B, C, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels.</param>
    /// <param name="norm">The normalization.</param>
    /// <param name="kernelSize">Voxels under the kernel along each axis, odd.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <exception cref="ArgumentException">The kernel is even, or a layer is unknown.</exception>
    public ResBlock(int spatialDims, int inChannels, LayerSpec norm, int kernelSize = 3, LayerSpec? act = null)
        : base(nameof(ResBlock))
    {
        norm1 = this.Part("norm1", Norm.Create(norm, spatialDims, inChannels));
        norm2 = this.Part("norm2", Norm.Create(norm, spatialDims, inChannels));
        this.act = this.Part("act", Act.Create(act ?? "relu"));
        conv1 = this.Part("conv1", Same());
        conv2 = this.Part("conv2", Same());

        Convolution Same() => new(spatialDims, inChannels, inChannels, kernelSize: kernelSize, bias: false, convOnly: true);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var inner = conv1.call(act.call(norm1.call(x)));
        return conv2.call(act.call(norm2.call(inner))).add_(x);
    }
}
