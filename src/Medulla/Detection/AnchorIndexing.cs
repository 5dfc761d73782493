namespace Medulla.Detection;

/// <summary>The order in which the places of a feature map are numbered.</summary>
public enum AnchorIndexing
{
    /// <summary>The last axis runs fastest, as voxels lie in memory.</summary>
    Ij,

    /// <summary>As <see cref="Ij"/>, with the first two coordinates exchanged.</summary>
    Xy,
}
