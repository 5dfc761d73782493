using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Adds the levels "p6" and "p7" to a feature pyramid by convolutions of step 2. Lin et al., Focal Loss for Dense Object Detection (2017).</summary>
public sealed class LastLevelP6P7 : ExtraFPNBlock
{
    private readonly nn.Module<Tensor, Tensor> p6, p7;
    private readonly bool usesLevel;

    /// <summary>Made of the pyramid's coarsest level where the numbers of channels are equal, else of the features beneath it.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of what the levels are made of.</param>
    /// <param name="outChannels">Channels of the levels.</param>
    public LastLevelP6P7(int spatialDims, int inChannels, int outChannels)
        : base(nameof(LastLevelP6P7))
    {
        usesLevel = inChannels == outChannels;
        p6 = this.Part("p6", PyramidLayers.Convolution(spatialDims, inChannels, outChannels, kernelSize: 3, stride: 2));
        p7 = this.Part("p7", PyramidLayers.Convolution(spatialDims, outChannels, outChannels, kernelSize: 3, stride: 2));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, Tensor Level)> Extend(Tensor coarsest, Tensor features)
    {
        var sixth = p6.call(usesLevel ? coarsest : features);
        return [("p6", sixth), ("p7", p7.call(sixth.relu()))];
    }
}
