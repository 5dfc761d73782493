using Medulla.Imaging;

namespace Medulla.Bundles.Workflows;

/// <summary>An evaluation beside the one that was locked.</summary>
/// <param name="Metrics">Each metric.</param>
/// <param name="Changes">What else differs: versions, machine, files.</param>
public sealed record Reproduction(Values<ReproducedMetric> Metrics, Values<string> Changes)
{
    /// <summary>Whether every metric is the same within the tolerance.</summary>
    public bool IsSame => Metrics.All(metric => metric.IsSame);
}
