using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>The <see cref="DenseNet"/> of 121 layers.</summary>
[ReferenceName("densenet121")]
public sealed class DenseNet121 : DenseNet
{
    /// <inheritdoc cref="DenseNet(int, int, int, int, int, Values{int}?, int, LayerSpec?, LayerSpec?, double)"/>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Number of classes.</param>
    /// <param name="initFeatures">Channels of the first convolution.</param>
    /// <param name="growthRate">Channels that each layer adds.</param>
    /// <param name="blockConfig">Layers of each block; 6, 12, 24, 16 if null.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
    /// <param name="progress">Accepted for configurations' sake.</param>
    /// <param name="bnSize">Channels within a layer, in terms of the growth rate.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    /// <param name="dropoutProb">Probability to drop a layer's output.</param>
    public DenseNet121(
        int spatialDims, int inChannels, int outChannels, int initFeatures = 64, int growthRate = 32, Values<int>? blockConfig = null,
        bool pretrained = false, bool progress = true, int bnSize = 4, LayerSpec? act = null, LayerSpec? norm = null, double dropoutProb = 0)
        : base(spatialDims, inChannels, outChannels, initFeatures, growthRate, blockConfig ?? [6, 12, 24, 16], bnSize, act, norm, dropoutProb)
        => Pretrained.Refuse(nameof(DenseNet121), pretrained);
}
