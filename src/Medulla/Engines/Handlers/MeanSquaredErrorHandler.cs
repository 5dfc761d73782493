using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Mean squared error of each epoch; <see cref="MSEMetric"/>.</summary>
[ReferenceName("MeanSquaredError")]
public sealed class MeanSquaredErrorHandler(MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new MSEMetric(reduction), outputTransform, saveDetails);
