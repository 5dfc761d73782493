using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>Interpolation of the values between voxels.</summary>
public enum InterpolateMode
{
    /// <summary>The nearest voxel's.</summary>
    Nearest,

    /// <summary>The nearest voxel's, with voxels' centres in the middle.</summary>
    [ReferenceName("nearest-exact")]
    NearestExact,

    /// <summary>Linear along every axis, whatever their number.</summary>
    Linear,

    /// <summary>Linear along two axes.</summary>
    Bilinear,

    /// <summary>Cubic along two axes.</summary>
    Bicubic,

    /// <summary>Linear along three axes.</summary>
    Trilinear,

    /// <summary>The mean of what the new voxel covers.</summary>
    Area,
}
