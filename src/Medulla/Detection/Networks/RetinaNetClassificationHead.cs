namespace Medulla.Detection.Networks;

/// <summary>Class logits for each anchor of each place. Lin et al., Focal Loss for Dense Object Detection (2017).</summary>
/// <param name="inChannels">Channels of the features; a multiple of 8.</param>
/// <param name="numAnchors">Anchors at each place.</param>
/// <param name="numClasses">Number of classes.</param>
/// <param name="spatialDims">Spatial axes, 1 to 3.</param>
/// <param name="priorProbability">What an untrained head says of every class, so that the many anchors without an object cost little at first.</param>
public sealed class RetinaNetClassificationHead(int inChannels, int numAnchors, int numClasses, int spatialDims, double priorProbability = 0.01)
    : RetinaNetHead(nameof(RetinaNetClassificationHead), "cls_logits", spatialDims, inChannels, numAnchors * numClasses, Logit(priorProbability))
{
    private static double Logit(double probability)
        => probability is > 0 and < 1 ? Math.Log(probability / (1 - probability))
            : throw new ArgumentOutOfRangeException(nameof(probability), probability, $"{nameof(RetinaNetClassificationHead)}: priorProbability is {probability}; it must lie in (0, 1).");
}
