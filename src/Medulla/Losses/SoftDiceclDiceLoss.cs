using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Weighted sum of a Dice loss and <see cref="SoftclDiceLoss"/>. Input and target: probabilities [B, C, spatial...] in [0, 1], two or
/// three spatial axes; the first channel is the background and does not count.
/// </summary>
/// <param name="iter">How often pictures are eroded for the skeleton: half the width, in voxels, of the widest structure.</param>
/// <param name="alpha">Weight of the centreline Dice, in [0, 1]; Dice has the rest.</param>
/// <param name="smooth">Added to both sides of the quotients, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
public sealed class SoftDiceclDiceLoss(int iter = 3, double alpha = 0.5, double smooth = 1) : Loss(nameof(SoftDiceclDiceLoss), Reduction.Mean)
{
    private readonly int iter = Check.NotNegative(iter);
    private readonly double alpha = Check.Probability(alpha);
    private readonly double smooth = Check.NotNegative(smooth);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        var centrelines = SoftclDiceLoss.Of(nameof(SoftDiceclDiceLoss), input, target, iter, smooth);
        Tensor Structures(Tensor x) => x.slice(1, 1, x.shape[1], 1);
        var (given, wanted) = (Structures(input), Structures(target));
        var dice = 1 - (((2 * (given * wanted).sum()) + smooth) / (given.sum() + wanted.sum() + smooth));
        return ((1 - alpha) * dice) + (alpha * centrelines);
    }
}
