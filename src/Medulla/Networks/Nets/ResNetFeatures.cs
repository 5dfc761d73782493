using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The features of a residual network at five sizes. Chen et al., Med3D (2019).</summary>
public sealed class ResNetFeatures : MultiBlock
{
    private readonly ResNetBody body;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to five tensors of features.</summary>
    /// <param name="modelName">resnet10, 18, 34, 50, 101, 152 or 200.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public ResNetFeatures(string modelName, bool pretrained = true, int spatialDims = 3, int inChannels = 1)
        : base(nameof(ResNetFeatures))
    {
        Pretrained.Refuse(nameof(ResNetFeatures), pretrained);
        var (block, layers, shortcut, bias) = ResNets.Published(modelName);
        body = new(this, block, layers, ResNets.Widths, spatialDims, inChannels, 7, 2, noMaxPool: false, shortcut, 1, bias, null, null);
        Layers.Initialization.Kaiming(this, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
    }

    /// <summary>The features after the first convolution and after each stage.</summary>
    public IReadOnlyList<Tensor> call(Tensor inputs) => ModuleParts.Scoped(() => body.Stages(inputs));
}
