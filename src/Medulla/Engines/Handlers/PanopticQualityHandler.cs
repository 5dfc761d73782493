using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Panoptic quality of each epoch; <see cref="PanopticQualityMetric"/>.</summary>
[ReferenceName("PanopticQuality")]
public sealed class PanopticQualityHandler(
    int numClasses, string metricName = "pq", MetricReduction reduction = MetricReduction.MeanBatch, double matchIouThreshold = 0.5, double smoothNumerator = 1e-6,
    Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new PanopticQualityMetric(numClasses, [metricName], reduction, matchIouThreshold, smoothNumerator), outputTransform, saveDetails);
