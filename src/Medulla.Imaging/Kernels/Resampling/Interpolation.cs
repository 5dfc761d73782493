namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>How values between voxels are made up.</summary>
public enum Interpolation
{
    /// <summary>The nearest voxel; of two equally near the one with the even index.</summary>
    [ReferenceName("nearest")]
    Nearest,

    /// <summary>Linear along each axis: bilinear in 2-D, trilinear in 3-D.</summary>
    [ReferenceName("bilinear", "trilinear", "linear")]
    Linear,
}
