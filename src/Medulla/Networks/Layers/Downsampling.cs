using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>How a network shrinks its images.</summary>
public enum Downsampling
{
    /// <summary>A convolution with a stride.</summary>
    Conv,

    /// <summary>A convolution with a stride within groups of channels.</summary>
    ConvGroup,

    /// <summary>The largest value.</summary>
    MaxPool,

    /// <summary>The mean.</summary>
    AvgPool,

    /// <summary>Voxels become channels, which a convolution mixes.</summary>
    [ReferenceName("pixelunshuffle")]
    PixelUnshuffle,
}
