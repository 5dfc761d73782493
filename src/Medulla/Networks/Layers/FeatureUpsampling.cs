namespace Medulla.Networks.Layers;

/// <summary>How features on the way up are brought to the next larger size.</summary>
public enum FeatureUpsampling
{
    /// <summary>A transposed convolution, which learns.</summary>
    Transpose,

    /// <summary>The nearest voxel's value.</summary>
    Nearest,

    /// <summary>Linear interpolation in pictures.</summary>
    Bilinear,

    /// <summary>Linear interpolation in volumes.</summary>
    Trilinear,
}
