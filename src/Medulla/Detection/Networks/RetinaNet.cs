using Medulla.Imaging;
using Medulla.Networks;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Detection.Networks;

/// <summary>Finds objects at all places and sizes in one pass. Lin et al., Focal Loss for Dense Object Detection (2017).</summary>
public sealed class RetinaNet : DetectionNetwork
{
    private readonly FeaturePyramid featureExtractor;
    private readonly RetinaNetClassificationHead classificationHead;
    private readonly RetinaNetRegressionHead regressionHead;

    /// <summary>Images to a map of class logits and one of boxes for each level of the feature pyramid.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="numAnchors">Anchors at each place.</param>
    /// <param name="featureExtractor">Makes the features; its channels are a multiple of 8.</param>
    /// <param name="sizeDivisible">What the size of images must be a multiple of, one number or one an axis; 1 if null.</param>
    /// <param name="useListOutput">Whether the reference would give one list instead of a dictionary; see <see cref="DetectionMaps.IsList"/>.</param>
    public RetinaNet(
        int spatialDims, int numClasses, int numAnchors, FeaturePyramid featureExtractor, Values<int>? sizeDivisible = null, bool useListOutput = false)
        : base(nameof(RetinaNet))
    {
        SpatialDims = Dimensions.Checked(nameof(RetinaNet), spatialDims);
        NumClasses = Dimensions.AtLeast(nameof(RetinaNet), nameof(numClasses), numClasses);
        NumAnchors = Dimensions.AtLeast(nameof(RetinaNet), nameof(numAnchors), numAnchors);
        SizeDivisible = Dimensions.PerAxis(nameof(RetinaNet), nameof(sizeDivisible), sizeDivisible ?? 1, spatialDims);
        UseListOutput = useListOutput;
        this.featureExtractor = this.Part("feature_extractor", featureExtractor);
        classificationHead = this.Part("classification_head", new RetinaNetClassificationHead(featureExtractor.OutChannels, numAnchors, numClasses, spatialDims));
        regressionHead = this.Part("regression_head", new RetinaNetRegressionHead(featureExtractor.OutChannels, numAnchors, spatialDims));
    }

    /// <inheritdoc/>
    public override int SpatialDims { get; }

    /// <inheritdoc/>
    public override int NumClasses { get; }

    /// <inheritdoc/>
    public override int NumAnchors { get; }

    /// <inheritdoc/>
    public override Values<int> SizeDivisible { get; }

    /// <summary>Whether the reference would give one list instead of a dictionary.</summary>
    public bool UseListOutput { get; }

    /// <inheritdoc/>
    public override DetectionMaps call(Tensor images)
    {
        using var scope = NewDisposeScope();
        Tensor[] levels = [.. featureExtractor.call(images).Values];
        var maps = new DetectionMaps(classificationHead.call(levels), regressionHead.call(levels)) { IsList = UseListOutput };
        foreach (var map in maps.All)
        {
            map.MoveToOuterDisposeScope();
        }
        return maps;
    }
}
