using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How the neighbours of a voxel count in <see cref="NACLLoss"/>.</summary>
[NeverNull]
public enum NeighborWeight
{
    /// <summary>All alike.</summary>
    Mean,

    /// <summary>By a Gaussian.</summary>
    Gaussian,
}
