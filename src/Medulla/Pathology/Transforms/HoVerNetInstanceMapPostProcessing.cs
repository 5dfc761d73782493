using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Makes instances of what a HoVerNet foretells: numbers for pixels, and boxes, centres and outlines. Graham et al., HoVer-Net (2019).</summary>
/// <param name="Activation">What turns scores of nuclei into probabilities; softmax if null.</param>
/// <param name="MaskThreshold">See <see cref="GenerateWatershedMask.Threshold"/>.</param>
/// <param name="MinObjectSize">Objects and markers of fewer pixels are left out.</param>
/// <param name="SobelKernelSize">See <see cref="GenerateInstanceBorder.KernelSize"/>.</param>
/// <param name="DistanceSmoothFn">See <see cref="GenerateDistanceMap.SmoothFn"/>.</param>
/// <param name="MarkerThreshold">See <see cref="GenerateWatershedMarkers.Threshold"/>.</param>
/// <param name="MarkerRadius">See <see cref="GenerateWatershedMarkers.Radius"/>.</param>
/// <param name="MarkerPostprocessFn">See <see cref="GenerateWatershedMarkers.PostprocessFn"/>.</param>
/// <param name="WatershedConnectivity">See <see cref="Watershed.Connectivity"/>.</param>
/// <param name="MinNumPoints">See <see cref="GenerateInstanceContour.MinNumPoints"/>; instances without an outline are not described.</param>
/// <param name="ContourLevel">See <see cref="GenerateInstanceContour.ContourLevel"/>.</param>
public sealed record HoVerNetInstanceMapPostProcessing(
    MapActivation? Activation = null, double? MaskThreshold = null, int MinObjectSize = 10, int SobelKernelSize = 5, Func<Tensor, Tensor>? DistanceSmoothFn = null,
    double MarkerThreshold = 0.4, int MarkerRadius = 2, Func<Tensor, Tensor>? MarkerPostprocessFn = null, int WatershedConnectivity = 1, int MinNumPoints = 3,
    double? ContourLevel = null)
{
    private readonly GenerateWatershedMask toMask = new(Activation, MaskThreshold, MinObjectSize);
    private readonly GenerateInstanceBorder toBorder = new(SobelKernelSize);
    private readonly GenerateDistanceMap toHeights = new(DistanceSmoothFn);
    private readonly GenerateWatershedMarkers toMarkers = new(MarkerThreshold, MarkerRadius, MinObjectSize, MarkerPostprocessFn);
    private readonly Watershed toBasins = new(WatershedConnectivity);
    private readonly GenerateInstanceContour toContour = new(MinNumPoints, ContourLevel);

    /// <summary>The instances.</summary>
    /// <param name="nuclearPrediction">Scores of background and nuclei, [C, H, W].</param>
    /// <param name="hoverMap">Horizontal and vertical distances, [2, H, W].</param>
    /// <returns>
    /// For each instance "bounding_box" [1, 4] (first row and end, first column and end), "centroid" [2] and "contour" [N, 2] (columns and rows);
    /// and the number of each pixel's instance, int64 [1, H, W], 0 in the background.
    /// </returns>
    /// <exception cref="ArgumentException">A shape is another, or the distances are the same everywhere.</exception>
    public (Dictionary<long, Dictionary<string, object?>> InstanceInfo, MetaTensor InstanceMap) Apply(MetaTensor nuclearPrediction, Tensor hoverMap)
    {
        ArgumentNullException.ThrowIfNull(nuclearPrediction);
        using var scope = NewDisposeScope();
        var mask = toMask.Apply(nuclearPrediction);
        var border = toBorder.Apply(mask, hoverMap).Data;
        var basins = toBasins.Apply(toHeights.Apply(mask, border).Data, mask.Data, toMarkers.Apply(mask, border).Data);
        Dictionary<long, Dictionary<string, object?>> described = [];
        foreach (var instance in Instances(basins))
        {
            var own = basins.eq(instance);
            var box = new BoundingRect().Apply(own.to_type(ScalarType.Byte));
            var ends = box.data<long>().ToArray();
            var cut = own.narrow(1, ends[0], ends[1] - ends[0]).narrow(2, ends[2], ends[3] - ends[2]);
            Values<int> offset = new[] { (int)ends[2], (int)ends[0] };
            if (toContour.Apply(FillHoles.Fill(cut.to_type(ScalarType.Byte)), offset) is { } contour)
            {
                described[instance] = new()
                {
                    ["bounding_box"] = box.MoveToOuterDisposeScope(),
                    ["centroid"] = new GenerateInstanceCentroid().Apply(cut, offset).MoveToOuterDisposeScope(),
                    ["contour"] = contour.MoveToOuterDisposeScope(),
                };
            }
        }
        return (described, Maps.Like(nuclearPrediction, basins.MoveToOuterDisposeScope()));
    }

    private static IEnumerable<long> Instances(Tensor basins)
    {
        using var flat = basins.cpu().contiguous();
        return new SortedSet<long>(flat.data<long>().ToArray()).Where(number => number != 0);
    }

    /// <summary>The instances of a sample, under new keys.</summary>
    /// <param name="NuclearPredictionKey">Key of the scores.</param>
    /// <param name="HoverMapKey">Key of the distances.</param>
    /// <param name="InstanceInfoKey">Key of boxes, centres and outlines.</param>
    /// <param name="InstanceMapKey">Key of the numbers of pixels.</param>
    /// <param name="Activation">See <see cref="HoVerNetInstanceMapPostProcessing.Activation"/>.</param>
    /// <param name="MaskThreshold">See <see cref="HoVerNetInstanceMapPostProcessing.MaskThreshold"/>.</param>
    /// <param name="MinObjectSize">See <see cref="HoVerNetInstanceMapPostProcessing.MinObjectSize"/>.</param>
    /// <param name="SobelKernelSize">See <see cref="HoVerNetInstanceMapPostProcessing.SobelKernelSize"/>.</param>
    /// <param name="DistanceSmoothFn">See <see cref="HoVerNetInstanceMapPostProcessing.DistanceSmoothFn"/>.</param>
    /// <param name="MarkerThreshold">See <see cref="HoVerNetInstanceMapPostProcessing.MarkerThreshold"/>.</param>
    /// <param name="MarkerRadius">See <see cref="HoVerNetInstanceMapPostProcessing.MarkerRadius"/>.</param>
    /// <param name="MarkerPostprocessFn">See <see cref="HoVerNetInstanceMapPostProcessing.MarkerPostprocessFn"/>.</param>
    /// <param name="WatershedConnectivity">See <see cref="HoVerNetInstanceMapPostProcessing.WatershedConnectivity"/>.</param>
    /// <param name="MinNumPoints">See <see cref="HoVerNetInstanceMapPostProcessing.MinNumPoints"/>.</param>
    /// <param name="ContourLevel">See <see cref="HoVerNetInstanceMapPostProcessing.ContourLevel"/>.</param>
    public sealed record Keyed(
        string NuclearPredictionKey = "nucleus_prediction", string HoverMapKey = "horizontal_vertical", string InstanceInfoKey = "instance_info",
        string InstanceMapKey = "instance_map", MapActivation? Activation = null, double? MaskThreshold = null, int MinObjectSize = 10, int SobelKernelSize = 5,
        Func<Tensor, Tensor>? DistanceSmoothFn = null, double MarkerThreshold = 0.4, int MarkerRadius = 2, Func<Tensor, Tensor>? MarkerPostprocessFn = null,
        int WatershedConnectivity = 1, int MinNumPoints = 3, double? ContourLevel = null) : SampleTransform([NuclearPredictionKey, HoverMapKey])
    {
        private readonly HoVerNetInstanceMapPostProcessing processing = new(
            Activation, MaskThreshold, MinObjectSize, SobelKernelSize, DistanceSmoothFn, MarkerThreshold, MarkerRadius, MarkerPostprocessFn, WatershedConnectivity,
            MinNumPoints, ContourLevel);

        private protected override Sample Apply(Sample sample, Call call) => At(NuclearPredictionKey, () =>
        {
            var (described, map) = processing.Apply(sample.Image(NuclearPredictionKey), sample.Image(HoverMapKey).Data);
            return sample.WithNew(InstanceInfoKey, described).WithNew(InstanceMapKey, map);
        });
    }
}
