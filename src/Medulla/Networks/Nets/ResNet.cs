using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A residual network that classifies. He et al., Deep residual learning for image recognition (2016); Chen et al., Med3D (2019).</summary>
public sealed class ResNet : Block
{
    private readonly ResNetBody body;
    private readonly nn.Module<Tensor, Tensor> avgpool;
    private readonly nn.Module<Tensor, Tensor>? fc;

    /// <summary>[B, <paramref name="nInputChannels"/>, spatial...] to [B, <paramref name="numClasses"/>], or to the features.</summary>
    /// <param name="block">The kind of blocks.</param>
    /// <param name="layers">Blocks of each of the four stages.</param>
    /// <param name="blockInplanes">Channels of each stage.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="nInputChannels">Channels of the input.</param>
    /// <param name="conv1TSize">Voxels under the first kernel; 7 if null.</param>
    /// <param name="conv1TStride">Step of the first convolution; 1 if null.</param>
    /// <param name="noMaxPool">Whether nothing is pooled after it.</param>
    /// <param name="shortcutType">What the input of a block passes where sizes or channels change.</param>
    /// <param name="widenFactor">By which channels are multiplied.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="feedForward">Whether a linear layer makes the class scores.</param>
    /// <param name="biasDownsample">Whether shortcuts add a number per channel.</param>
    /// <param name="act">The activation of the first layer; relu if null.</param>
    /// <param name="norm">The normalization of the first layer; batch if null.</param>
    /// <exception cref="ArgumentException">There are not four stages, or a layer is unknown.</exception>
    public ResNet(
        ResNetBlockKind block, Values<int> layers, Values<int> blockInplanes, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        : base(nameof(ResNet))
    {
        body = new(
            this, block, layers, blockInplanes, spatialDims, nInputChannels, conv1TSize ?? 7, conv1TStride ?? 1, noMaxPool, shortcutType, widenFactor,
            biasDownsample, act, norm);
        avgpool = this.Part("avgpool", Pool.Create(("adaptiveavg", new() { ["output_size"] = 1 }), spatialDims));
        fc = feedForward ? this.Part("fc", nn.Linear(body.Features, numClasses)) : null;
        Initialization.Kaiming(this, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
    }

    /// <summary>Channels of the last stage.</summary>
    public int Features => body.Features;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var features = avgpool.call(body.Stages(x)[^1]).flatten(1);
        return fc?.call(features) ?? features;
    }
}
