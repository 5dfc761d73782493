namespace Medulla.Inferers;

/// <summary>How overlapping windows are weighted.</summary>
public enum BlendMode
{
    /// <summary>All voxels alike.</summary>
    Constant,

    /// <summary>Less towards the edges of a window, by a Gaussian.</summary>
    Gaussian,
}
