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

    /// <summary>Cubic convolution of four neighbours along each axis (Keys 1981, with a = -0.75).</summary>
    [ReferenceName("bicubic")]
    Cubic,

    /// <summary>The nearest voxel; of two equally near the upper one. In a resize, <see cref="Nearest"/> takes the one below instead.</summary>
    [ReferenceName("nearest-exact")]
    NearestExact,

    /// <summary>The mean of all voxels that a target voxel covers; for resizes alone.</summary>
    [ReferenceName("area")]
    Area,

    /// <summary>B-spline of order 0: the nearest voxel, with SciPy's rules for what lies outside (<see cref="SplineBoundary"/>).</summary>
    [ReferenceName("0")]
    Spline0,

    /// <summary>B-spline of order 1: linear, with SciPy's rules for what lies outside.</summary>
    [ReferenceName("1")]
    Spline1,

    /// <summary>Interpolating B-spline of order 2.</summary>
    [ReferenceName("2")]
    Spline2,

    /// <summary>Interpolating B-spline of order 3.</summary>
    [ReferenceName("3")]
    Spline3,

    /// <summary>Interpolating B-spline of order 4.</summary>
    [ReferenceName("4")]
    Spline4,

    /// <summary>Interpolating B-spline of order 5.</summary>
    [ReferenceName("5")]
    Spline5,
}
