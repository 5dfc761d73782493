namespace Medulla.Networks.Layers;

/// <summary>How images come to have more channels, or fewer.</summary>
public enum ChannelMatching
{
    /// <summary>Channels of zeros are added on both sides.</summary>
    Pad,

    /// <summary>A convolution of single voxels mixes them.</summary>
    Project,
}
