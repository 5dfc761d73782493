namespace Medulla.Detection.Networks;

/// <summary>A box, relative to the anchor, for each anchor of each place. Lin et al., Focal Loss for Dense Object Detection (2017).</summary>
/// <param name="inChannels">Channels of the features; a multiple of 8.</param>
/// <param name="numAnchors">Anchors at each place.</param>
/// <param name="spatialDims">Spatial axes, 1 to 3.</param>
public sealed class RetinaNetRegressionHead(int inChannels, int numAnchors, int spatialDims)
    : RetinaNetHead(nameof(RetinaNetRegressionHead), "bbox_reg", spatialDims, inChannels, numAnchors * 2 * spatialDims, 0);
