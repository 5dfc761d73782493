using Medulla.Imaging;

namespace Medulla.Inferers;

/// <summary>How a diffusion network is told what to generate.</summary>
public enum Conditioning
{
    /// <summary>As a context [B, N, C] that attention looks at.</summary>
    [ReferenceName("crossattn")]
    CrossAttention,

    /// <summary>As further channels of the image.</summary>
    Concat,
}
