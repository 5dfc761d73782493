using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>The block of SE-ResNet, whose first convolution shrinks the image. Hu et al., Squeeze-and-excitation networks (2018).</summary>
public sealed class SEResNetBottleneck : SEBlock
{
    /// <summary>[B, <paramref name="inplanes"/>, spatial...] to [B, 4 * <paramref name="planes"/>, spatial / stride...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inplanes">Channels of the input.</param>
    /// <param name="planes">A quarter of the channels of the output.</param>
    /// <param name="groups">Groups of channels of the middle convolution.</param>
    /// <param name="reduction">By how much channels are reduced to weigh them.</param>
    /// <param name="stride">How many times smaller the image becomes.</param>
    /// <param name="downsample">What the input passes before it is added; a convolution where channels change if null.</param>
    public SEResNetBottleneck(
        int spatialDims, int inplanes, int planes, int groups, int reduction, int stride = 1, nn.Module<Tensor, Tensor>? downsample = null)
        : base(
            Published(spatialDims, inplanes, planes, 1, stride),
            Published(spatialDims, planes, planes, 3, groups: groups),
            Published(spatialDims, planes, 4 * planes, 1, last: true),
            Project(spatialDims, inplanes, 4 * planes, downsample),
            new ChannelSELayer(spatialDims, 4 * planes, reduction))
    {
    }
}
