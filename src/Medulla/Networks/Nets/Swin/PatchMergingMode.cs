using Medulla.Imaging;

namespace Medulla.Networks.Nets.Swin;

/// <summary>How the grid of patches is halved.</summary>
public enum PatchMergingMode
{
    /// <summary>See <see cref="PatchMerging"/>.</summary>
    [ReferenceName("Merging", "PatchMerging")]
    Merging,

    /// <summary>See <see cref="PatchMergingV2"/>.</summary>
    [ReferenceName("MergingV2", "PatchMergingV2")]
    MergingV2,
}
