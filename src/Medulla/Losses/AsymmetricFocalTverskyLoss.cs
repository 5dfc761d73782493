using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Tversky loss of the background, and of a structure in which a small remainder counts more. Yeung et al., Unified Focal loss
/// (2022). Input: probabilities [B, C, spatial...], channel 0 the background and 1 the structure; target one-hot, or
/// [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="delta">Weight of misses against false alarms, in [0, 1].</param>
/// <param name="gamma">How much more a small remainder counts, in [0, 1): the exponent of the structure's loss is 1 - gamma.</param>
/// <param name="epsilon">How far probabilities are kept from 0 and 1; also added to both sides of the quotient.</param>
/// <param name="reduction">Has no effect: the loss is the mean over items and both classes.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
public sealed class AsymmetricFocalTverskyLoss(
    bool toOnehotY = false, double delta = 0.7, double gamma = 0.75, double epsilon = 1e-7, Reduction reduction = Reduction.Mean)
    : Loss(nameof(AsymmetricFocalTverskyLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(AsymmetricFocalTverskyLoss), true, toOnehotY, false, false, null);
    private readonly double delta = Check.Probability(delta);
    private readonly double gamma = Check.NotNegative(gamma);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (input, target) = reading.Read(input, target);
        SegmentationInput.RequireStructure(nameof(AsymmetricFocalTverskyLoss), input);
        var probability = input.clamp(epsilon, 1 - epsilon);
        var space = SegmentationInput.Space(input.Dimensions, batch: false);
        var tp = (target * probability).sum(space);
        var fn = (target * (1 - probability)).sum(space);
        var fp = ((1 - target) * probability).sum(space);
        var loss = 1 - ((tp + epsilon) / (tp + (delta * fn) + ((1 - delta) * fp) + epsilon));
        // At 0 the root has no slope, and rounding may even go below.
        return stack([loss.select(1, 0), loss.select(1, 1).clamp(min: 1e-14).pow(1 - gamma)], -1).mean();
    }
}
