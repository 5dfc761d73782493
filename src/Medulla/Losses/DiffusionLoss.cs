using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Squared first derivatives of a displacement field. Balakrishnan et al., VoxelMorph (2019). Input: displacements [B, axes,
/// spatial...] in voxels, at least 3 along each of one to three axes.
/// </summary>
/// <param name="normalize">Whether displacements count in proportion to the picture, so that another resolution gives the same loss.</param>
/// <param name="reduction">How the parts, one a component and inner voxel, become one number.</param>
public sealed class DiffusionLoss(bool normalize = false, Reduction reduction = Reduction.Mean) : DisplacementLoss(nameof(DiffusionLoss), reduction, least: 3)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor field)
        => Enumerable.Range(2, (int)field.Dimensions - 2)
            .Select(axis => (normalize ? Slope(field, axis) * Proportions(field, axis) : Slope(field, axis)).square())
            .Aggregate((a, b) => a + b);
}
