using Medulla.Imaging;
using Medulla.Networks;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Weighted sum of <see cref="DiceLoss"/> and <see cref="FocalLoss"/>, the latter with a sigmoid in each class. Input: logits
/// [B, C, spatial...]; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
[ReferenceName("dice_focal")]
public sealed class DiceFocalLoss : Loss
{
    private readonly DiceLoss dice;
    private readonly FocalLoss focal;
    private readonly bool toOnehotY;
    private readonly double lambdaDice;
    private readonly double lambdaFocal;

    /// <summary>Makes both losses.</summary>
    /// <param name="includeBackground">Whether channel 0 counts.</param>
    /// <param name="toOnehotY">Whether the target holds class indices.</param>
    /// <param name="sigmoid">Whether Dice's input goes through a sigmoid first; the focal loss always takes logits.</param>
    /// <param name="softmax">Whether Dice's input goes through a softmax first; the focal loss always takes logits.</param>
    /// <param name="otherAct">Another activation of Dice's input.</param>
    /// <param name="squaredPred">Whether Dice's denominator sums squares.</param>
    /// <param name="jaccard">Whether Dice's intersection is held against the union instead.</param>
    /// <param name="reduction">How the parts of both become one number; with <see cref="Reduction.None"/> the sum is [B, C, spatial...].</param>
    /// <param name="smoothNr">Added to Dice's numerator.</param>
    /// <param name="smoothDr">Added to Dice's denominator.</param>
    /// <param name="batch">Whether the batch counts as one image in Dice.</param>
    /// <param name="gamma">Exponent of the focal loss.</param>
    /// <param name="weight">Factor of each class that counts, or one for all, in both; none if null.</param>
    /// <param name="lambdaDice">Weight of Dice, at least 0.</param>
    /// <param name="lambdaFocal">Weight of the focal loss, at least 0.</param>
    /// <param name="alpha">Weight of what is in a class in the focal loss; see there.</param>
    /// <exception cref="ArgumentException">More than one activation is asked for, or a weight is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public DiceFocalLoss(
        bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
        bool squaredPred = false, bool jaccard = false, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
        bool batch = false, double gamma = 2, Values<double>? weight = null, double lambdaDice = 1, double lambdaFocal = 1, double? alpha = null)
        : base(nameof(DiceFocalLoss), reduction)
    {
        // Both take the target one-hot, so that it is encoded once.
        dice = new(includeBackground, false, sigmoid, softmax, otherAct, squaredPred, jaccard, reduction, smoothNr, smoothDr, batch, weight);
        focal = new(includeBackground, false, gamma, alpha, weight, reduction);
        this.toOnehotY = toOnehotY;
        this.lambdaDice = Check.NotNegative(lambdaDice);
        this.lambdaFocal = Check.NotNegative(lambdaFocal);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        SegmentationInput.RequireChannels(nameof(DiceFocalLoss), input, target);
        var classes = input.shape[1];
        target = toOnehotY && classes > 1 ? OneHot.Of(target, (int)classes) : target;
        return (lambdaDice * dice.call(input, target)) + (lambdaFocal * focal.call(input, target));
    }
}
