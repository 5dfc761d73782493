using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A classifier of torchvision's with a pooling and a last layer of one's own: resnet18, 34, 50, 101, 152 and inception_v3.</summary>
public sealed class TorchVisionFCModel : NetAdapter
{
    /// <summary>[B, 3, height, width] to scores [B, K], or [B, K, height', width'] with a convolution.</summary>
    /// <param name="modelName">torchvision's name of the network.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="dim">Spatial axes: 2.</param>
    /// <param name="inChannels">Channels of the features; those of the network if null.</param>
    /// <param name="useConv">Whether the last layer is a convolution of one voxel.</param>
    /// <param name="pool">The pooling; the average of 7 pixels along each axis if null, the network's own if <see cref="LayerSpec.None"/>.</param>
    /// <param name="bias">Whether the last layer adds a number per class.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded.</param>
    /// <param name="fcName">Accepted for configurations' sake.</param>
    /// <param name="nodeName">Must be empty.</param>
    /// <exception cref="ArgumentException">There is no such network here, or it keeps its own pooling and another is asked for.</exception>
    /// <exception cref="NotSupportedException">Weights were asked for.</exception>
    public TorchVisionFCModel(
        string modelName = "resnet18", int numClasses = 1, int dim = 2, int? inChannels = null, bool useConv = false, LayerSpec? pool = null, bool bias = true, bool pretrained = false,
        string fcName = "fc", string nodeName = "")
        : this(Network(modelName, pretrained, nodeName, pool), numClasses, dim, inChannels, useConv, pool, bias)
    {
    }

    private TorchVisionFCModel((Block Network, int Features) own, int numClasses, int dim, int? inChannels, bool useConv, LayerSpec? pool, bool bias)
        : base(nameof(TorchVisionFCModel), pool?.IsNone == true ? own.Network : WithoutPooling(own.Network), inChannels ?? own.Features, numClasses, dim, useConv, pool, bias)
    {
    }

    private static nn.Module<Tensor, Tensor> WithoutPooling(Block network)
        => network is ResNet ? ModuleParts.Sequence(network.children().SkipLast(1).Cast<nn.Module<Tensor, Tensor>>())
        : throw new ArgumentException($"TorchVisionFCModel: {network.GetName()} cannot be given another pooling, as its parts do not run one after another. Set pool to null.");

    private static (Block Network, int Features) Network(string modelName, bool pretrained, string nodeName, LayerSpec? pool)
    {
        Pretrained.Refuse(nameof(TorchVisionFCModel), pretrained);
        return nodeName.Length == 0 ? TorchVisionNets.Create(nameof(TorchVisionFCModel), modelName, hasScores: false)
            : throw new ArgumentException($"TorchVisionFCModel: nodeName is '{nodeName}'; nodes cannot be picked out of a network here. Leave it out.", nameof(nodeName));
    }
}
