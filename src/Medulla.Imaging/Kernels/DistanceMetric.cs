namespace Medulla.Imaging.Kernels;

/// <summary>How the distance between two voxels is measured.</summary>
public enum DistanceMetric
{
    /// <summary>Along the straight line, in units of the spacing.</summary>
    Euclidean,

    /// <summary>Steps to neighbours across faces, edges and corners: the largest difference of an index. Spacing does not count.</summary>
    Chessboard,

    /// <summary>Steps to neighbours across faces: the sum of the differences of indices. Spacing does not count.</summary>
    Taxicab,
}
