using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>A metric of several classes of each epoch; <see cref="MetricsReloadedCategorical"/>.</summary>
public sealed class MetricsReloadedCategoricalHandler(
    string metricName, bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false, double smoothDr = 1e-5,
    Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new MetricsReloadedCategorical(metricName, includeBackground, reduction, getNotNans, smoothDr), outputTransform, saveDetails);
