namespace Medulla.Networks.Layers;

/// <summary>How a network enlarges its images.</summary>
public enum Upsampling
{
    /// <summary>A transposed convolution.</summary>
    Deconv,

    /// <summary>A transposed convolution within groups of channels.</summary>
    DeconvGroup,

    /// <summary>Interpolation, which learns nothing.</summary>
    NonTrainable,

    /// <summary>A convolution whose channels become voxels.</summary>
    PixelShuffle,
}
