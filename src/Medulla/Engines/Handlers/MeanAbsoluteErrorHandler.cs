using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Mean absolute error of each epoch; <see cref="MAEMetric"/>.</summary>
[ReferenceName("MeanAbsoluteError")]
public sealed class MeanAbsoluteErrorHandler(MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new MAEMetric(reduction), outputTransform, saveDetails);
