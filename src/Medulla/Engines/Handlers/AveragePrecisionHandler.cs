using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Average precision of each epoch; <see cref="AveragePrecisionMetric"/>.</summary>
[ReferenceName("AveragePrecision")]
public sealed class AveragePrecisionHandler(Average average = Average.Macro, Func<object?, object?>? outputTransform = null)
    : MetricHandler(new AveragePrecisionMetric(average), outputTransform, saveDetails: false);
