using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Mean intersection over union of each epoch; <see cref="MeanIoU"/>.</summary>
[ReferenceName("MeanIoUHandler")]
public sealed class MeanIoUHandler(
    bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new MeanIoU(includeBackground, reduction), outputTransform, saveDetails);
