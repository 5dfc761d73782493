using Medulla.Imaging;
using Medulla.Networks;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Weighted sum of <see cref="GeneralizedDiceLoss"/> and <see cref="FocalLoss"/>, the latter with a sigmoid in each class. Input:
/// logits [B, C, spatial...]; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
[ReferenceName("generalized_dice_focal")]
public sealed class GeneralizedDiceFocalLoss : Loss
{
    private readonly GeneralizedDiceLoss dice;
    private readonly FocalLoss focal;
    private readonly bool toOnehotY;
    private readonly double lambdaGdl;
    private readonly double lambdaFocal;

    /// <summary>Makes both losses.</summary>
    /// <param name="includeBackground">Whether channel 0 counts.</param>
    /// <param name="toOnehotY">Whether the target holds class indices.</param>
    /// <param name="sigmoid">Whether Dice's input goes through a sigmoid first; the focal loss always takes logits.</param>
    /// <param name="softmax">Whether Dice's input goes through a softmax first; the focal loss always takes logits.</param>
    /// <param name="otherAct">Another activation of Dice's input.</param>
    /// <param name="wType">How the weight of a class in Dice follows from its volume.</param>
    /// <param name="reduction">How the parts of both become one number; with <see cref="Reduction.None"/> the sum is [B, C, spatial...].</param>
    /// <param name="smoothNr">Added to Dice's numerator.</param>
    /// <param name="smoothDr">Added to Dice's denominator.</param>
    /// <param name="batch">Whether the batch counts as one image in Dice.</param>
    /// <param name="gamma">Exponent of the focal loss.</param>
    /// <param name="weight">Factor of each class that counts, or one for all, in the focal loss; none if null.</param>
    /// <param name="lambdaGdl">Weight of Dice, at least 0.</param>
    /// <param name="lambdaFocal">Weight of the focal loss, at least 0.</param>
    /// <exception cref="ArgumentException">More than one activation is asked for, or a weight is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public GeneralizedDiceFocalLoss(
        bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
        ClassVolumeWeight wType = ClassVolumeWeight.Square, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
        bool batch = false, double gamma = 2, Values<double>? weight = null, double lambdaGdl = 1, double lambdaFocal = 1)
        : base(nameof(GeneralizedDiceFocalLoss), reduction)
    {
        dice = new(includeBackground, false, sigmoid, softmax, otherAct, wType, reduction, smoothNr, smoothDr, batch);
        focal = new(includeBackground, false, gamma, null, weight, reduction);
        this.toOnehotY = toOnehotY;
        this.lambdaGdl = Check.NotNegative(lambdaGdl);
        this.lambdaFocal = Check.NotNegative(lambdaFocal);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        SegmentationInput.RequireChannels(nameof(GeneralizedDiceFocalLoss), input, target);
        var classes = input.shape[1];
        target = toOnehotY && classes > 1 ? OneHot.Of(target, (int)classes) : target;
        return (lambdaGdl * dice.call(input, target)) + (lambdaFocal * focal.call(input, target));
    }
}
