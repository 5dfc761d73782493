using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Filters that <see cref="ImageFilter"/> knows by name. Their kernels are not normalised.</summary>
public enum NamedFilter
{
    /// <summary>The sum over a cube of voxels.</summary>
    Mean,

    /// <summary>The voxel times the size of the cube around it, less the cube's sum: outlines.</summary>
    Laplace,

    /// <summary>The sum over a ball: widens labels.</summary>
    Elliptical,

    /// <summary>The voxel times the size of the ball around it, less the ball's other voxels.</summary>
    Sharpen,

    /// <summary>Sobel's gradients, one channel for each axis and channel.</summary>
    Sobel,

    /// <summary>The median of a cube.</summary>
    Median,

    /// <summary>Weights of a Gaussian.</summary>
    [ReferenceName("gauss")]
    Gaussian,

    /// <summary>The value of the polynomial that fits a window best, along one axis.</summary>
    [ReferenceName("savitzky_golay")]
    SavitzkyGolay,
}
