using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Hausdorff distance of each epoch; <see cref="HausdorffDistanceMetric"/>.</summary>
[ReferenceName("HausdorffDistance")]
public sealed class HausdorffDistanceHandler(
    bool includeBackground = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean, double? percentile = null, bool directed = false,
    MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new HausdorffDistanceMetric(includeBackground, distanceMetric, percentile, directed, reduction: reduction), outputTransform, saveDetails);
