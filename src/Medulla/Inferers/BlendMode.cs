namespace Medulla.Inferers;

/// <summary>How windows that overlap are blended.</summary>
public enum BlendMode
{
    /// <summary>All voxels of a window count alike.</summary>
    Constant,

    /// <summary>Voxels count less towards the window's border, by a Gaussian.</summary>
    Gaussian,
}
