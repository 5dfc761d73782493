using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Mean surface distance of each epoch; <see cref="SurfaceDistanceMetric"/>.</summary>
[ReferenceName("SurfaceDistance")]
public sealed class SurfaceDistanceHandler(
    bool includeBackground = false, bool symmetric = false, DistanceMetric distanceMetric = DistanceMetric.Euclidean,
    MetricReduction reduction = MetricReduction.Mean, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new SurfaceDistanceMetric(includeBackground, symmetric, distanceMetric, reduction), outputTransform, saveDetails);
