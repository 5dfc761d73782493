using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Area under the receiver operating characteristic of each epoch; <see cref="ROCAUCMetric"/>.</summary>
[ReferenceName("ROCAUC")]
public sealed class ROCAUCHandler(Average average = Average.Macro, Func<object?, object?>? outputTransform = null) : MetricHandler(new ROCAUCMetric(average), outputTransform, saveDetails: false);
