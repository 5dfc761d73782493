using System.Globalization;

namespace Medulla.Inferers;

/// <summary>How much a patch has in common with the next one.</summary>
/// <param name="Amount">A share of the patch, or a number of voxels.</param>
/// <param name="IsShare">Whether it is a share.</param>
public readonly record struct PatchOverlap(double Amount, bool IsShare)
{
    /// <summary>A whole number counts voxels.</summary>
    public static implicit operator PatchOverlap(long voxels) => new(voxels, IsShare: false);

    /// <summary>Any other number is a share, which must lie in [0, 1).</summary>
    public static implicit operator PatchOverlap(double share) => new(share, IsShare: true);

    /// <summary>Voxels of a patch that the next one covers again.</summary>
    public double Voxels(long patch) => IsShare ? patch * Amount : Amount;

    /// <inheritdoc/>
    public override string ToString() => $"{Amount.ToString(CultureInfo.InvariantCulture)}{(IsShare ? " of a patch" : " voxels")}";
}
