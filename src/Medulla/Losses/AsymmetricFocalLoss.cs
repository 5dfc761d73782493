using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Cross entropy of a structure, and of the background where it is not yet right. Yeung et al., Unified Focal loss (2022). Input:
/// probabilities [B, C, spatial...], channel 0 the background and 1 the structure; target one-hot, or [B, 1, spatial...] with
/// <c>toOnehotY</c>.
/// </summary>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="delta">Weight of the structure, in [0, 1]; the background has the rest.</param>
/// <param name="gamma">How much less right background counts: the exponent, at least 0.</param>
/// <param name="epsilon">How far probabilities are kept from 0 and 1.</param>
/// <param name="reduction">Has no effect: the loss is the mean over voxels.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
public sealed class AsymmetricFocalLoss(
    bool toOnehotY = false, double delta = 0.7, double gamma = 2, double epsilon = 1e-7, Reduction reduction = Reduction.Mean)
    : Loss(nameof(AsymmetricFocalLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(AsymmetricFocalLoss), true, toOnehotY, false, false, null);
    private readonly double delta = Check.Probability(delta);
    private readonly double gamma = Check.NotNegative(gamma);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (input, target) = reading.Read(input, target);
        SegmentationInput.RequireStructure(nameof(AsymmetricFocalLoss), input);
        var probability = input.clamp(epsilon, 1 - epsilon);
        var crossEntropy = -target * probability.log();
        var background = (1 - delta) * (1 - probability.select(1, 0)).pow(gamma) * crossEntropy.select(1, 0);
        return (background + (delta * crossEntropy.select(1, 1))).mean();
    }
}
