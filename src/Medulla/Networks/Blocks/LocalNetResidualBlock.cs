using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions with batch normalization and ReLU; the input is added before the last activation.</summary>
internal sealed class LocalNetResidualBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> convBlock, conv, norm;

    public LocalNetResidualBlock(int spatialDims, int channels, Values<int> kernelSize)
        : base(nameof(LocalNetResidualBlock))
    {
        convBlock = this.Part("conv_block", RegistrationLayers.Block(spatialDims, channels, channels, kernelSize));
        conv = this.Part("conv", RegistrationLayers.Plain(spatialDims, channels, channels, kernelSize));
        norm = this.Part("norm", Norm.Create("batch", spatialDims, channels));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => nn.functional.relu(norm.call(conv.call(convBlock.call(x))) + x);
}
