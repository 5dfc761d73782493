using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Panoptic quality of objects found in 2-D images: how many are found (recognition quality), times how well they are outlined (segmentation
/// quality). Kirillov et al., Panoptic Segmentation (2019). Prediction and label are [B, 2, H, W]: numbers of objects, and their classes, 1 and up.
/// </summary>
/// <param name="numClasses">Number of classes, without the background.</param>
/// <param name="metricName">Any of "pq", "sq" and "rq", or the long names; "pq" if null.</param>
/// <param name="reduction">How counts are put together.</param>
/// <param name="matchIouThreshold">Intersection over union that matched objects exceed, in (0, 1]. Below 0.5, pairs are chosen so that the sum is largest.</param>
/// <param name="smoothNumerator">What is added to denominators.</param>
/// <exception cref="ArgumentException">There is no class, no score of such a name, or the threshold lies outside (0, 1].</exception>
public sealed class PanopticQualityMetric(
    int numClasses, Values<string>? metricName = null, MetricReduction reduction = MetricReduction.MeanBatch, double matchIouThreshold = 0.5,
    double smoothNumerator = 1e-6) : CumulativeMetric<MetricResults>(reduction)
{
    private const string Who = "panoptic quality";
    private readonly int numClasses = Check.Positive(numClasses);
    private readonly Values<string> names = Values.From((metricName ?? "pq").Where(name => Plain(name).Length > 0));
    private readonly double matchIouThreshold = Threshold(matchIouThreshold);

    /// <summary>Panoptic quality of objects of one class.</summary>
    /// <param name="pred">Numbers of predicted objects, 0 where there is none; of any shape.</param>
    /// <param name="gt">Numbers of the label's objects, of the same shape.</param>
    /// <param name="metricName">"pq", "sq" or "rq", or a long name.</param>
    /// <param name="remap">Accepted for configurations' sake: any numbers will do.</param>
    /// <param name="matchIouThreshold">Intersection over union that matched objects exceed, in (0, 1].</param>
    /// <param name="smoothNumerator">What is added to denominators.</param>
    /// <param name="outputConfusionMatrix">Whether counts are wanted in place of the score.</param>
    /// <returns>A number; or [4]: true positives, false positives, false negatives, and the sum of intersections over unions. Float32.</returns>
    /// <exception cref="ArgumentException">The shapes differ, there is no score of such a name, or the threshold lies outside (0, 1].</exception>
    public static Tensor ComputePanopticQuality(
        Tensor pred, Tensor gt, string metricName = "pq", bool remap = true, double matchIouThreshold = 0.5, double smoothNumerator = 1e-6,
        bool outputConfusionMatrix = false)
    {
        if (!pred.shape.AsSpan().SequenceEqual(gt.shape))
        {
            throw new ArgumentException($"{Who}: pred is {MetricInput.Text(pred)} and gt {MetricInput.Text(gt)}; both must have the same shape.");
        }
        var name = Plain(metricName);
        using var scope = NewDisposeScope();
        var counts = Counts(PanopticCounts.Of(pred, gt, Threshold(matchIouThreshold))).to(pred.device);
        return (outputConfusionMatrix ? counts : Quality(name, counts, smoothNumerator)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <returns>[B, classes, 4]: true positives, false positives, false negatives, and the sum of intersections over unions.</returns>
    protected override Tensor Compute(Tensor yPred, Tensor y)
    {
        if (yPred.Dimensions != 4 || yPred.shape[1] != 2 || !yPred.shape.AsSpan().SequenceEqual(y.shape))
        {
            throw new ArgumentException($"{Who}: y_pred is {MetricInput.Text(yPred)} and y {MetricInput.Text(y)}; both must be [B, 2, H, W], numbers of objects and their classes.");
        }
        return stack(yPred.unbind(0).Zip(y.unbind(0), (p, l) => stack(Enumerable.Range(1, numClasses)
            .Select(c => Counts(PanopticCounts.Of(p[0] * p[1].eq(c), l[0] * l[1].eq(c), matchIouThreshold)))))).to(yPred.device);
    }

    /// <inheritdoc/>
    protected override MetricResults Conclude(Tensor scores, MetricReduction reduction)
    {
        var (counts, notNans) = MetricReductions.Reduce(scores, reduction);
        using (counts)
        {
            return new(names, [.. names.Select(name => new MetricResult(Quality(Plain(name), counts, smoothNumerator), notNans))], oneAlone: true);
        }
    }

    private static Tensor Counts(PanopticCounts counts)
        => tensor([(float)counts.TruePositives, counts.FalsePositives, counts.FalseNegatives, (float)counts.IouSum]);

    private static Tensor Quality(string name, Tensor counts, double smooth)
    {
        using var scope = NewDisposeScope();
        var (tp, errors, ious) = (counts.select(-1, 0), (counts.select(-1, 1) + counts.select(-1, 2)) / 2, counts.select(-1, 3));
        return (name switch
        {
            "rq" => tp / (tp + errors + smooth),
            "sq" => ious / (tp + smooth),
            _ => ious / (tp + errors + smooth),
        }).MoveToOuterDisposeScope();
    }

    private static string Plain(string name) => name.Replace(' ', '_').ToLowerInvariant() switch
    {
        "pq" or "panoptic_quality" => "pq",
        "sq" or "segmentation_quality" => "sq",
        "rq" or "recognition_quality" => "rq",
        _ => throw new ArgumentException($"{Who}: metric_name is '{name}'; it can be pq, sq, rq, panoptic_quality, segmentation_quality or recognition_quality.", nameof(name)),
    };

    private static double Threshold(double matchIouThreshold)
        => matchIouThreshold is > 0 and <= 1 ? matchIouThreshold
            : throw new ArgumentOutOfRangeException(nameof(matchIouThreshold), matchIouThreshold, $"{Who}: match_iou_threshold must lie in (0, 1].");
}
