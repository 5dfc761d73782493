using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Weighted sum of <see cref="DiceLoss"/> and cross entropy (binary cross entropy where there is one channel). Input: logits
/// [B, C, spatial...]; target the same, or class indices [B, 1, spatial...].
/// </summary>
[ReferenceName("dice_ce")]
public sealed class DiceCELoss : Loss
{
    private readonly DiceLoss dice;
    private readonly Values<double>? weight;
    private readonly double lambdaDice;
    private readonly double lambdaCe;
    private readonly double labelSmoothing;

    /// <summary>Makes both losses.</summary>
    /// <param name="includeBackground">Whether channel 0 counts in Dice.</param>
    /// <param name="toOnehotY">Whether Dice encodes the target, which holds class indices.</param>
    /// <param name="sigmoid">Whether Dice's input goes through a sigmoid first; cross entropy always takes logits.</param>
    /// <param name="softmax">Whether Dice's input goes through a softmax first; cross entropy always takes logits.</param>
    /// <param name="otherAct">Another activation of Dice's input.</param>
    /// <param name="squaredPred">Whether Dice's denominator sums squares.</param>
    /// <param name="jaccard">Whether Dice's intersection is held against the union instead.</param>
    /// <param name="reduction">Mean or sum, for both.</param>
    /// <param name="smoothNr">Added to Dice's numerator.</param>
    /// <param name="smoothDr">Added to Dice's denominator.</param>
    /// <param name="batch">Whether the batch counts as one image in Dice.</param>
    /// <param name="weight">Factor of each class, background included, in both; of the positive elements where there is one channel.</param>
    /// <param name="lambdaDice">Weight of Dice, at least 0.</param>
    /// <param name="lambdaCe">Weight of cross entropy, at least 0.</param>
    /// <param name="labelSmoothing">How much of each label is spread over all classes in cross entropy, in [0, 1].</param>
    /// <exception cref="ArgumentException">More than one activation is asked for, or the reduction is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, or the smoothing lies outside [0, 1].</exception>
    public DiceCELoss(
        bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
        bool squaredPred = false, bool jaccard = false, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
        bool batch = false, Values<double>? weight = null, double lambdaDice = 1, double lambdaCe = 1, double labelSmoothing = 0)
        : base(nameof(DiceCELoss), reduction)
    {
        if (reduction == Reduction.None)
        {
            throw new ArgumentException("DiceCELoss: reduction is none; Dice has one part a class and cross entropy one a voxel, so it must be mean or sum.");
        }
        var ofDice = weight is { Count: > 1 } && !includeBackground ? Values.From(weight.Skip(1)) : weight;
        dice = new(includeBackground, toOnehotY, sigmoid, softmax, otherAct, squaredPred, jaccard, reduction, smoothNr, smoothDr, batch, ofDice);
        this.weight = ClassWeights.Checked(weight, nameof(DiceCELoss));
        this.lambdaDice = Check.NotNegative(lambdaDice);
        this.lambdaCe = Check.NotNegative(lambdaCe);
        this.labelSmoothing = Check.Probability(labelSmoothing);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        SegmentationInput.RequireChannels(nameof(DiceCELoss), input, target);
        var (given, wanted) = (input.shape, target.shape);
        var factors = weight is null ? null : ClassWeights.For(weight, given[1], input, nameof(DiceCELoss));
        var crossEntropy = given[1] == 1
            ? nn.functional.binary_cross_entropy_with_logits(input, target.to_type(input.dtype), reduction: Reduction.ToTorch(), pos_weights: factors)
            : nn.functional.cross_entropy(
                input, wanted[1] == 1 ? target.squeeze(1).to_type(ScalarType.Int64) : target.to_type(input.dtype), factors,
                reduction: Reduction.ToTorch(), label_smoothing: labelSmoothing);
        return (lambdaDice * dice.call(input, target)) + (lambdaCe * crossEntropy);
    }
}
