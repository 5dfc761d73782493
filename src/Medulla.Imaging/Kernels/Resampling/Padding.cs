namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>What lies outside an image that is interpolated.</summary>
public enum Padding
{
    /// <summary>Zeros; a value between the outermost voxel and its outer neighbour fades.</summary>
    [ReferenceName("zeros")]
    Zeros,

    /// <summary>The nearest voxel of the image.</summary>
    [ReferenceName("border")]
    Border,

    /// <summary>The image mirrored at its ends, over and over.</summary>
    [ReferenceName("reflection")]
    Reflection,
}
