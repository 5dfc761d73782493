using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Squared second derivatives of a displacement field. Rueckert et al., Nonrigid registration using free-form deformations (1999).
/// Input: displacements [B, axes, spatial...] in voxels, at least 5 along each of one to three axes.
/// </summary>
/// <param name="normalize">Whether displacements count in proportion to the picture, so that another resolution gives the same loss.</param>
/// <param name="reduction">How the parts, one a component and inner voxel, become one number.</param>
public sealed class BendingEnergyLoss(bool normalize = false, Reduction reduction = Reduction.Mean) : DisplacementLoss(nameof(BendingEnergyLoss), reduction, least: 5)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor field)
    {
        var shape = field.shape;
        Tensor? energy = null;
        for (var first = 2; first < shape.Length; first++)
        {
            var slope = Slope(field, first);
            slope = normalize ? slope * Proportions(field, first) : slope;
            for (var second = first; second < shape.Length; second++)
            {
                var bend = normalize ? Slope(slope, second) * shape[second] : Slope(slope, second);
                // Mixed derivatives come in both orders.
                var part = second == first ? bend.square() : 2 * bend.square();
                energy = energy is null ? part : energy + part;
            }
        }
        return energy!;
    }
}
