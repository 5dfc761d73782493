using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How <see cref="NACLLoss"/> measures distance from the neighbours' labels.</summary>
[NeverNull]
public enum NeighborDistance
{
    /// <summary>By absolute differences.</summary>
    L1,

    /// <summary>By squared differences.</summary>
    L2,
}
