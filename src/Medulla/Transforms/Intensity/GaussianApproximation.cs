namespace Medulla.Transforms.Intensity;

/// <summary>How a Gaussian becomes the weights of voxels.</summary>
public enum GaussianApproximation
{
    /// <summary>Its integral over each voxel.</summary>
    Erf,

    /// <summary>Its value in the middle of each voxel.</summary>
    Sampled,

    /// <summary>The discrete Gaussian of scale-space theory, by Bessel functions (Lindeberg 1990).</summary>
    Scalespace,
}
