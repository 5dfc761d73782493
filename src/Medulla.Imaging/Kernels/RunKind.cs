namespace Medulla.Imaging.Kernels;

/// <summary>What makes up a run of voxels.</summary>
internal enum RunKind
{
    /// <summary>Voxels that are not 0.</summary>
    Foreground,

    /// <summary>Voxels that are 0.</summary>
    Background,

    /// <summary>Voxels of one value that is not 0.</summary>
    Value,
}
