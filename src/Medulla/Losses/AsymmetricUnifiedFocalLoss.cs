using Medulla.Imaging;
using Medulla.Networks;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Weighted sum of <see cref="AsymmetricFocalLoss"/> and <see cref="AsymmetricFocalTverskyLoss"/>, for one structure against the
/// background. Yeung et al., Unified Focal loss (2022). Input: probabilities [B, 2, spatial...], spatial axes being 2 or 3; target
/// one-hot of the same shape, or class indices [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
/// <remarks>An input of one channel is taken for class indices, as the target is. It is measured then, but has no gradient.</remarks>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="numClasses">Number of classes; only the first two of them count.</param>
/// <param name="weight">Weight of the focal loss, in [0, 1]; the rest is the Tversky loss's.</param>
/// <param name="gamma">Exponent in both, at least 0.</param>
/// <param name="delta">Weight of the structure against the background, in [0, 1].</param>
/// <param name="reduction">Has no effect: the loss is always one number.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
public sealed class AsymmetricUnifiedFocalLoss(
    bool toOnehotY = false, int numClasses = 2, double weight = 0.5, double gamma = 0.5, double delta = 0.7, Reduction reduction = Reduction.Mean)
    : Loss(nameof(AsymmetricUnifiedFocalLoss), reduction)
{
    private readonly AsymmetricFocalLoss focal = new(delta: delta, gamma: gamma);
    private readonly AsymmetricFocalTverskyLoss tversky = new(delta: delta, gamma: gamma);
    private readonly double weight = Check.Probability(weight);
    private readonly int numClasses = Check.Positive(numClasses);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(AsymmetricUnifiedFocalLoss), input, 2, 3);
        if (input.shape[1] == 1)
        {
            Shapes.RequireEqual(nameof(AsymmetricUnifiedFocalLoss), input, target);
            (input, target) = (OneHot.Of(input, numClasses), OneHot.Of(target, numClasses));
        }
        else if (toOnehotY)
        {
            SegmentationInput.RequireChannels(nameof(AsymmetricUnifiedFocalLoss), input, target);
            target = OneHot.Of(target, (int)input.shape[1], input.dtype);
        }
        Shapes.RequireEqual(nameof(AsymmetricUnifiedFocalLoss), input, target);
        if (target.numel() > 0 && target.max().to_type(ScalarType.Float64).item<double>() is var largest && largest != numClasses - 1)
        {
            throw new ArgumentException($"AsymmetricUnifiedFocalLoss: the largest value of the target is {largest}; {numClasses - 1} is expected with {numClasses} classes.");
        }
        return (weight * focal.call(input, target)) + ((1 - weight) * tversky.call(input, target));
    }
}
