namespace Medulla.Networks.Nets.Swin;

/// <summary>How the grid of patches is halved.</summary>
public enum PatchMergingMode
{
    /// <summary>See <see cref="PatchMerging"/>.</summary>
    Merging,

    /// <summary>See <see cref="PatchMergingV2"/>.</summary>
    MergingV2,
}
