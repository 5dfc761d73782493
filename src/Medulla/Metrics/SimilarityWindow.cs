using Medulla.Imaging;

namespace Medulla.Metrics;

/// <summary>How neighbours count in the structural similarity of two pictures.</summary>
[NeverNull]
public enum SimilarityWindow
{
    /// <summary>By a Gaussian.</summary>
    Gaussian,

    /// <summary>All alike.</summary>
    Uniform,
}
