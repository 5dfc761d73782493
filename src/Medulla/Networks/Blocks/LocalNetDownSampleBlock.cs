using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Residual convolutions, and the same at half the size. Hu et al., Weakly-supervised convolutional neural networks for multimodal image registration (2018).</summary>
public sealed class LocalNetDownSampleBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> convBlock, residualBlock, maxPool;

    /// <summary>[B, C, spatial...] to [B, C', spatial / 2...] and [B, C', spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis.</param>
    /// <exception cref="ArgumentException">A kernel is even, or a number out of range.</exception>
    public LocalNetDownSampleBlock(int spatialDims, int inChannels, int outChannels, Values<int> kernelSize)
        : base(nameof(LocalNetDownSampleBlock))
    {
        convBlock = this.Part("conv_block", RegistrationLayers.Block(spatialDims, inChannels, outChannels, kernelSize));
        residualBlock = this.Part("residual_block", new LocalNetResidualBlock(spatialDims, outChannels, kernelSize));
        maxPool = this.Part("max_pool", Pool.Create(("max", new() { ["kernel_size"] = 2 }), spatialDims));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B, C, spatial...] of even sizes.</param>
    /// <returns>The features at half the size, and at the input's.</returns>
    /// <exception cref="ArgumentException">A size is odd.</exception>
    public (Tensor Down, Tensor Mid) call(Tensor x) => ModuleParts.Scoped(() =>
    {
        RegistrationLayers.RequireEven(nameof(LocalNetDownSampleBlock), x);
        var mid = residualBlock.call(convBlock.call(x));
        return (maxPool.call(mid), mid);
    });
}
