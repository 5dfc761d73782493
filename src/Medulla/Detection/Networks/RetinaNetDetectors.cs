using Medulla.Imaging;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;

namespace Medulla.Detection.Networks;

/// <summary>Detectors of a published make.</summary>
public static class RetinaNetDetectors
{
    /// <summary>A detector on a residual network of 50 layers.</summary>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="anchorGenerator">Lays the anchors.</param>
    /// <param name="returnedLayers">The stages, 1 to 4, that the feature pyramid stands on, finest first; 1, 2 and 3 if null.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
    /// <param name="progress">Accepted for configurations' sake.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="nInputChannels">Channels of the images.</param>
    /// <param name="conv1TSize">Voxels under the first kernel; 7 if null.</param>
    /// <param name="conv1TStride">Step of the first convolution; 1 if null.</param>
    /// <param name="shortcutType">What the input of a block passes where sizes or channels change.</param>
    /// <param name="widenFactor">By which channels of the residual network are multiplied.</param>
    /// <param name="biasDownsample">Whether shortcuts add a number per channel.</param>
    /// <param name="act">The activation of the first layer; relu if null.</param>
    /// <param name="norm">The normalization of the first layer; batch if null.</param>
    [ReferenceName("retinanet_resnet50_fpn_detector")]
    public static RetinaNetDetector Create(
        int numClasses, AnchorGenerator anchorGenerator, Values<int>? returnedLayers = null, bool pretrained = false, bool progress = true, int spatialDims = 3,
        int nInputChannels = 3, Values<int>? conv1TSize = null, Values<int>? conv1TStride = null, ResNetShortcut shortcutType = ResNetShortcut.B,
        double widenFactor = 1, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
    {
        Values<int> stages = returnedLayers ?? [1, 2, 3];
        var backbone = ResNets.ResNet50(
            pretrained, progress, spatialDims, nInputChannels, conv1TSize, conv1TStride, shortcutType: shortcutType, widenFactor: widenFactor,
            biasDownsample: biasDownsample, act: act, norm: norm);
        var features = ResNetFeatureExtractor.Create(backbone, spatialDims, pretrained, stages);
        // Pooling halves the size once, each stage and the last level once more.
        var divisible = Enumerable.Range(0, spatialDims).Select(axis => (conv1TStride ?? 1).Cyclic(axis) * 2 << stages.Max());
        return new(new RetinaNet(spatialDims, numClasses, anchorGenerator.NumAnchorsPerLocation()[0], features, Values.From(divisible)), anchorGenerator);
    }
}
