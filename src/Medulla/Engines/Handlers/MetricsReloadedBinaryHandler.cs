using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>A metric of two classes of each epoch; <see cref="MetricsReloadedBinary"/>.</summary>
public sealed class MetricsReloadedBinaryHandler(
    string metricName, bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false,
    Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new MetricsReloadedBinary(metricName, includeBackground, reduction, getNotNans), outputTransform, saveDetails);
