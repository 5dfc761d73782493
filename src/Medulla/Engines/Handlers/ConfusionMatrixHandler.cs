using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Scores of the confusion matrix of each epoch; <see cref="ConfusionMatrixMetric"/>.</summary>
[ReferenceName("ConfusionMatrix")]
public sealed class ConfusionMatrixHandler(
    bool includeBackground = true, string metricName = "hit_rate", bool computeSample = false, MetricReduction reduction = MetricReduction.Mean,
    Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new ConfusionMatrixMetric(includeBackground, [metricName], computeSample, reduction), outputTransform, saveDetails);
