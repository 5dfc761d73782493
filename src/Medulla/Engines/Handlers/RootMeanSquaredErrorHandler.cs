using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Root mean squared error of each epoch; <see cref="RMSEMetric"/>.</summary>
[ReferenceName("RootMeanSquaredError")]
public sealed class RootMeanSquaredErrorHandler(MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new RMSEMetric(reduction), outputTransform, saveDetails);
