using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A convolution with batch normalization, to which features of an earlier size are added before ReLU.</summary>
internal sealed class LocalNetJoiningBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> conv, norm;

    public LocalNetJoiningBlock(int spatialDims, int channels)
        : base(nameof(LocalNetJoiningBlock))
    {
        conv = this.Part("conv_layer", RegistrationLayers.Plain(spatialDims, channels, channels));
        norm = this.Part("norm", Norm.Create("batch", spatialDims, channels));
    }

    /// <summary>[B, C, spatial...] twice to the same.</summary>
    public Tensor call(Tensor x, Tensor mid)
    {
        using var scope = NewDisposeScope();
        return nn.functional.relu(norm.call(conv.call(x)) + mid).MoveToOuterDisposeScope();
    }
}
