using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Networks;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Networks;

/// <summary>
/// Finds boxes in images with a network that tells classes and boxes for anchors; in training it gives losses instead. Lin et al., Focal
/// Loss for Dense Object Detection (2017).
/// </summary>
public sealed class RetinaNetDetector : MultiBlock
{
    private readonly DetectionNetwork network;
    private readonly AnchorGenerator anchorGenerator;
    private readonly Func<Tensor, Tensor, Tensor>? boxOverlapMetric;
    private readonly int anchorsPerPlace;
    private (string Box, string Label) keys = ("boxes", "labels");

    /// <summary>A detector, ready to find boxes; to be trained it needs a matcher (<see cref="SetAtssMatcher"/>, <see cref="SetRegularMatcher"/>).</summary>
    /// <param name="network">The network.</param>
    /// <param name="anchorGenerator">Lays the anchors; as many at each place as the network is made for.</param>
    /// <param name="boxOverlapMetric">Overlap of boxes [N, 2 axes] and [M, 2 axes] as [N, M]; intersection over union if null.</param>
    /// <param name="spatialDims">Accepted for configurations' sake: the network knows it.</param>
    /// <param name="numClasses">Accepted for configurations' sake: the network knows it.</param>
    /// <param name="sizeDivisible">Accepted for configurations' sake: the network knows it.</param>
    /// <param name="clsKey">Accepted for configurations' sake: what the network says is typed.</param>
    /// <param name="boxRegKey">Accepted for configurations' sake: what the network says is typed.</param>
    /// <param name="debug">Accepted for configurations' sake; nothing is printed.</param>
    /// <exception cref="ArgumentException">Network and anchors do not fit each other.</exception>
    public RetinaNetDetector(
        DetectionNetwork network, AnchorGenerator anchorGenerator, Func<Tensor, Tensor, Tensor>? boxOverlapMetric = null, int? spatialDims = null,
        int? numClasses = null, Values<int>? sizeDivisible = null, string clsKey = DetectionMaps.ClassificationKey,
        string boxRegKey = DetectionMaps.BoxRegressionKey, bool debug = false)
        : base(nameof(RetinaNetDetector))
    {
        anchorsPerPlace = anchorGenerator.NumAnchorsPerLocation()[0];
        if (anchorsPerPlace != network.NumAnchors || anchorGenerator.SpatialDims != network.SpatialDims)
        {
            throw new ArgumentException(
                $"{nameof(RetinaNetDetector)}: the network is made for {network.NumAnchors} anchors of {network.SpatialDims} axes at each place; the generator lays {anchorsPerPlace} of {anchorGenerator.SpatialDims}.",
                nameof(anchorGenerator));
        }
        this.network = this.Part("network", network);
        (this.anchorGenerator, this.boxOverlapMetric) = (anchorGenerator, boxOverlapMetric);
        BoxCoder = new(Values.From(Enumerable.Repeat(1.0, 2 * network.SpatialDims)));
        BoxSelector = new(boxOverlapMetric);
        Training = new(nn.BCEWithLogitsLoss().call, nn.SmoothL1Loss(beta: 1.0 / 9).call);
    }

    /// <summary>Tells boxes relative to anchors.</summary>
    public BoxCoder BoxCoder { get; private set; }

    /// <summary>Picks the boxes that count as found.</summary>
    public BoxSelector BoxSelector { get; private set; }

    /// <summary>Runs the network window by window; null where it gets images whole.</summary>
    public SlidingWindowInferer? Inferer { get; private set; }

    /// <summary>How losses are computed.</summary>
    public DetectionTraining Training { get; private set; }

    /// <summary>The network.</summary>
    public DetectionNetwork Network => network;

    /// <summary>Sets the weights of <see cref="BoxCoder"/>.</summary>
    /// <exception cref="ArgumentException">They are for another number of axes.</exception>
    public void SetBoxCoderWeights(Values<double> weights)
        => BoxCoder = weights.Count == 2 * network.SpatialDims ? new(weights)
            : throw new ArgumentException($"{nameof(RetinaNetDetector)}: weights is {weights}; {2 * network.SpatialDims} are expected.", nameof(weights));

    /// <summary>Sets the keys under which targets are given to <c>call</c> and boxes come from it: boxes, labels, and scores under the labels' key with "_scores".</summary>
    public void SetTargetKeys(string boxKey, string labelKey) => keys = (boxKey, labelKey);

    /// <summary>Sets the loss of class logits [N, classes] and targets of 0 and 1.</summary>
    public void SetClsLoss(nn.Module<Tensor, Tensor, Tensor> clsLoss) => Training = Training with { ClassLoss = clsLoss.call };

    /// <summary>Sets the loss of boxes [N, 2 axes].</summary>
    /// <param name="boxLoss">The loss of what the network says and of what it should.</param>
    /// <param name="encodeGt">Whether true boxes are told relative to anchors for it.</param>
    /// <param name="decodePred">Whether what the network says is made into boxes for it.</param>
    public void SetBoxRegressionLoss(nn.Module<Tensor, Tensor, Tensor> boxLoss, bool encodeGt, bool decodePred)
        => Training = Training with { BoxLoss = boxLoss.call, EncodesTargets = encodeGt, DecodesPredictions = decodePred };

    /// <summary>Trains with a <see cref="RegularMatcher"/>.</summary>
    /// <inheritdoc cref="RegularMatcher" path="/param"/>
    public void SetRegularMatcher(double fgIouThresh, double bgIouThresh, bool allowLowQualityMatches = true)
        => Training = Training with { Matcher = new RegularMatcher(fgIouThresh, bgIouThresh, allowLowQualityMatches, boxOverlapMetric) };

    /// <summary>Trains with an <see cref="ATSSMatcher"/>.</summary>
    /// <inheritdoc cref="ATSSMatcher" path="/param"/>
    public void SetAtssMatcher(int numCandidates = 4, bool centerInGt = false)
        => Training = Training with { Matcher = new ATSSMatcher(numCandidates, boxOverlapMetric, centerInGt) };

    /// <summary>Trains with a <see cref="HardNegativeSampler"/>.</summary>
    /// <inheritdoc cref="HardNegativeSampler" path="/param"/>
    public void SetHardNegativeSampler(int batchSizePerImage, double positiveFraction, int minNeg = 1, double poolSize = 10)
        => Training = Training with { Sampler = new HardNegativeSampler(batchSizePerImage, positiveFraction, minNeg, poolSize) };

    /// <summary>Trains with a <see cref="BalancedSampler"/>.</summary>
    /// <inheritdoc cref="BalancedSampler" path="/param"/>
    public void SetBalancedSampler(int batchSizePerImage, double positiveFraction)
        => Training = Training with { Sampler = new BalancedSampler(batchSizePerImage, positiveFraction) };

    /// <summary>Lets the network see images window by window, where that is asked for.</summary>
    /// <inheritdoc cref="SlidingWindowInferer" path="/param"/>
    public void SetSlidingWindowInferer(
        Values<int> roiSize, int swBatchSize = 1, Values<double>? overlap = null, BlendMode mode = BlendMode.Constant, Values<double>? sigmaScale = null,
        PadMode paddingMode = PadMode.Constant, double cval = 0, Device? swDevice = null, Device? device = null, bool progress = false, bool cacheRoiWeightMap = false)
        => Inferer = new(roiSize, swBatchSize, overlap ?? 0.5, mode, sigmaScale, paddingMode, cval, swDevice, device, progress, cacheRoiWeightMap);

    /// <summary>Sets what <see cref="BoxSelector"/> goes by.</summary>
    /// <inheritdoc cref="BoxSelector" path="/param"/>
    public void SetBoxSelectorParameters(
        double scoreThresh = 0.05, int topkCandidatesPerLevel = 1000, double nmsThresh = 0.5, int detectionsPerImg = 300, bool applySigmoid = true)
        => BoxSelector = new(boxOverlapMetric, applySigmoid, scoreThresh, topkCandidatesPerLevel, nmsThresh, detectionsPerImg);

    /// <summary>Losses while training, else the boxes found; as <see cref="Losses(IReadOnlyList{Tensor}, IReadOnlyList{BoxTargets})"/> and <see cref="Detect(IReadOnlyList{Tensor}, bool)"/>.</summary>
    /// <param name="inputImages">Of each image, [C, spatial...].</param>
    /// <param name="targets">Of each image, boxes and labels under the target keys; needed while training.</param>
    /// <param name="useInferer">Whether the network sees images window by window.</param>
    /// <returns><see cref="DetectionLosses"/>, or a dictionary for each image.</returns>
    public object call(IReadOnlyList<Tensor> inputImages, IReadOnlyList<IReadOnlyDictionary<string, Tensor>>? targets = null, bool useInferer = false)
        => training ? Losses(inputImages, Typed(targets)) : Keyed(Detect(inputImages, useInferer));

    /// <inheritdoc cref="call(IReadOnlyList{Tensor}, IReadOnlyList{IReadOnlyDictionary{string, Tensor}}?, bool)"/>
    /// <param name="inputImages">[B, C, spatial...].</param>
    /// <param name="targets">Of each image, boxes and labels under the target keys; needed while training.</param>
    /// <param name="useInferer">Whether the network sees images window by window.</param>
    public object call(Tensor inputImages, IReadOnlyList<IReadOnlyDictionary<string, Tensor>>? targets = null, bool useInferer = false)
        => training ? Losses(inputImages, Typed(targets)) : Keyed(Detect(inputImages, useInferer));

    /// <summary>The boxes found in each image.</summary>
    /// <param name="images">Of each image, [C, spatial...]; sizes may differ.</param>
    /// <param name="useInferer">Whether the network sees images window by window; see <see cref="SetSlidingWindowInferer"/>.</param>
    /// <exception cref="ArgumentException">The images do not fit the network.</exception>
    /// <exception cref="InvalidOperationException">No inferer is set.</exception>
    public IReadOnlyList<DetectedBoxes> Detect(IReadOnlyList<Tensor> images, bool useInferer = false)
        => Detect(() => DetectionImages.PreprocessImages(images, network.SpatialDims, network.SizeDivisible), useInferer);

    /// <inheritdoc cref="Detect(IReadOnlyList{Tensor}, bool)"/>
    /// <param name="images">[B, C, spatial...].</param>
    /// <param name="useInferer">Whether the network sees images window by window; see <see cref="SetSlidingWindowInferer"/>.</param>
    public IReadOnlyList<DetectedBoxes> Detect(Tensor images, bool useInferer = false)
        => Detect(() => DetectionImages.PreprocessImages(images, network.SpatialDims, network.SizeDivisible), useInferer);

    /// <summary>How wrong the network is.</summary>
    /// <param name="images">Of each image, [C, spatial...]; sizes may differ.</param>
    /// <param name="targets">The boxes of each.</param>
    /// <exception cref="ArgumentException">The images do not fit the network, or the targets not the images.</exception>
    /// <exception cref="InvalidOperationException">No matcher is set, or the network's numbers are not finite.</exception>
    public DetectionLosses Losses(IReadOnlyList<Tensor> images, IReadOnlyList<BoxTargets> targets)
        => Losses(() => DetectionImages.PreprocessImages(images, network.SpatialDims, network.SizeDivisible), targets);

    /// <inheritdoc cref="Losses(IReadOnlyList{Tensor}, IReadOnlyList{BoxTargets})"/>
    /// <param name="images">[B, C, spatial...].</param>
    /// <param name="targets">The boxes of each.</param>
    public DetectionLosses Losses(Tensor images, IReadOnlyList<BoxTargets> targets)
        => Losses(() => DetectionImages.PreprocessImages(images, network.SpatialDims, network.SizeDivisible), targets);

    private List<DetectedBoxes> Detect(Func<(Tensor Images, IReadOnlyList<Values<int>> Sizes)> batch, bool useInferer)
    {
        if (useInferer && Inferer is null)
        {
            throw new InvalidOperationException($"{nameof(RetinaNetDetector)}: there is no inferer; call SetSlidingWindowInferer first.");
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (images, sizes) = batch();
        var maps = useInferer ? Stitched(images) : network.call(images);
        var anchors = AnchorMaps.Split(anchorGenerator.Lay(images, maps.Classification), maps.Classification, anchorsPerPlace);
        var (logits, codes) = (AnchorMaps.PerAnchor(maps.Classification, anchorsPerPlace), AnchorMaps.PerAnchor(maps.BoxRegression, anchorsPerPlace));
        return [.. sizes.Select((size, image) => BoxSelector.Select(
            (level, places) => BoxCoder.DecodeSingle(
                codes[level][image].index_select(0, places).to_type(ScalarType.Float32), anchors[level].index_select(0, places)).to_type(logits[0].dtype),
            [.. logits.Select(level => level[image])], size, logits[0].dtype).MoveToOuterScope())];
    }

    private DetectionLosses Losses(Func<(Tensor Images, IReadOnlyList<Values<int>> Sizes)> batch, IReadOnlyList<BoxTargets> targets)
    {
        using var scope = NewDisposeScope();
        var (images, sizes) = batch();
        if (targets.Count != sizes.Count)
        {
            throw new ArgumentException($"{nameof(RetinaNetDetector)}: there are {sizes.Count} images and targets of {targets.Count}; each image needs its own.", nameof(targets));
        }
        BoxTargets[] known = [.. targets.Select(one => one.Checked(network.SpatialDims, network.NumClasses, images.device))];
        var maps = network.call(images);
        var (classLoss, boxLoss) = Training.Losses(maps, known, anchorGenerator.Lay(images, maps.Classification), anchorsPerPlace, BoxCoder);
        return new(classLoss.MoveToOuterDisposeScope(), boxLoss.MoveToOuterDisposeScope());
    }

    private DetectionMaps Stitched(Tensor images)
    {
        var maps = Inferer!.Infer(images, windows => [.. network.call(windows).All]);
        return new([.. maps.Take(maps.Count / 2)], [.. maps.Skip(maps.Count / 2)]);
    }

    private IReadOnlyList<BoxTargets> Typed(IReadOnlyList<IReadOnlyDictionary<string, Tensor>>? targets)
        => BoxTargets.From(targets ?? throw new ArgumentException($"{nameof(RetinaNetDetector)}: targets are needed while training; call eval() to find boxes."), keys.Label, keys.Box);

    private List<Dictionary<string, Tensor>> Keyed(IReadOnlyList<DetectedBoxes> found)
        => [.. found.Select(one => new Dictionary<string, Tensor> { [keys.Box] = one.Boxes, [$"{keys.Label}_scores"] = one.Scores, [keys.Label] = one.Labels })];
}
