using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>An <see cref="EfficientNet"/> of a published size.</summary>
public sealed class EfficientNetBN : EfficientNet
{
    /// <summary>[B, C, spatial...] to scores [B, K].</summary>
    /// <param name="modelName">"efficientnet-b0" to "-b8", or "efficientnet-l2".</param>
    /// <param name="pretrained">Must be false for images of two axes: nothing is downloaded; others have no published weights.</param>
    /// <param name="progress">Accepted for configurations' sake.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="norm">The normalization; batch with eps 1e-3 and momentum 0.01 if null.</param>
    /// <param name="advProp">Which published weights; there are none here.</param>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    /// <exception cref="NotSupportedException">Weights were asked for.</exception>
    public EfficientNetBN(
        string modelName, bool pretrained = true, bool progress = true, int spatialDims = 2, int inChannels = 3, int numClasses = 1000, LayerSpec? norm = null, bool advProp = false)
        : base(
            EfficientNetSizes.Stacks, spatialDims, inChannels, numClasses, EfficientNetSizes.Of(modelName).Width, EfficientNetSizes.Of(modelName).Depth,
            EfficientNetSizes.Of(modelName).DropoutRate, EfficientNetSizes.Of(modelName).ImageSize, norm)
        => Pretrained.Refuse(nameof(EfficientNetBN), pretrained && spatialDims == 2);
}
