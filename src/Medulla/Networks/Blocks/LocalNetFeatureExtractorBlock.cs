using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A convolution and an activation that make an image of features.</summary>
public sealed class LocalNetFeatureExtractorBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> convBlock;

    /// <summary>[B, C, spatial...] to [B, C', spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="initializer">How the convolution begins.</param>
    public LocalNetFeatureExtractorBlock(
        int spatialDims, int inChannels, int outChannels, LayerSpec? act = null, KernelInitializer initializer = KernelInitializer.KaimingNormal)
        : base(nameof(LocalNetFeatureExtractorBlock))
        => convBlock = this.Part("conv_block", RegistrationLayers.Block(spatialDims, inChannels, outChannels, act: act, norm: LayerSpec.None, initializer: initializer));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => convBlock.call(x);
}
