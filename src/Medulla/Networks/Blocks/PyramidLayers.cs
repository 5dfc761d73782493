using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Convolutions as feature pyramids begin them: Kaiming-uniform weights for a linear layer, no bias.</summary>
internal static class PyramidLayers
{
    /// <summary>A convolution that keeps the size, up to its stride.</summary>
    public static nn.Module<Tensor, Tensor> Convolution(int spatialDims, int inChannels, int outChannels, int kernelSize, int stride = 1)
    {
        var layer = Conv.Create(spatialDims, inChannels, outChannels, kernelSize, stride, kernelSize / 2);
        nn.init.kaiming_uniform_(layer.Weight("weight"), a: 1);
        nn.init.zeros_(layer.Weight("bias"));
        return layer;
    }
}
