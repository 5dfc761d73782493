using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Peak signal-to-noise ratio of each epoch; <see cref="PSNRMetric"/>.</summary>
[ReferenceName("PeakSignalToNoiseRatio")]
public sealed class PeakSignalToNoiseRatioHandler(double maxVal, MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new PSNRMetric(maxVal, reduction), outputTransform, saveDetails);
