using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>The last part. Milletari et al., V-Net (2016).</summary>
internal sealed class VNetOutput : Block
{
    private readonly nn.Module<Tensor, Tensor> act1, convBlock, conv2;

    public VNetOutput(int spatialDims, int inChannels, int outChannels, LayerSpec act, bool bias)
        : base(nameof(VNetOutput))
    {
        act1 = this.Part("act_function1", VNetLayers.Activation(act, outChannels));
        convBlock = this.Part("conv_block", VNetLayers.Convolve(spatialDims, inChannels, outChannels, bias));
        conv2 = this.Part("conv2", Conv.Create(spatialDims, outChannels, outChannels, 1));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => conv2.call(act1.call(convBlock.call(x)));
}
