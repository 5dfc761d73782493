using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// The sum of Dice loss and cross-entropy; binary cross-entropy for one channel. The prediction is given before any activation.
/// </summary>
public sealed class DiceCELoss : Loss
{
    private readonly DiceLoss dice;
    private readonly nn.Reduction kind;
    private readonly double lambdaDice, lambdaCe, labelSmoothing;
    private readonly Tensor? classWeight;

    /// <summary>The loss.</summary>
    /// <param name="includeBackground">Whether the first class counts in the Dice loss; it always does in the cross-entropy.</param>
    /// <param name="toOnehotY">Whether the label holds class numbers, [B, 1, spatial...].</param>
    /// <param name="sigmoid">Whether the Dice loss applies the sigmoid function.</param>
    /// <param name="softmax">Whether the Dice loss applies softmax.</param>
    /// <param name="otherAct">Another activation for the Dice loss.</param>
    /// <param name="squaredPred">See <see cref="DiceLoss"/>.</param>
    /// <param name="jaccard">See <see cref="DiceLoss"/>.</param>
    /// <param name="reduction">How losses of items and classes become one.</param>
    /// <param name="smoothNr">See <see cref="DiceLoss"/>.</param>
    /// <param name="smoothDr">See <see cref="DiceLoss"/>.</param>
    /// <param name="batch">See <see cref="DiceLoss"/>.</param>
    /// <param name="weight">Weight of each class.</param>
    /// <param name="lambdaDice">Weight of the Dice loss, at least 0.</param>
    /// <param name="lambdaCe">Weight of the cross-entropy, at least 0.</param>
    /// <param name="labelSmoothing">Share of each label that is spread over all classes, in [0, 1].</param>
    public DiceCELoss(
        bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
        bool squaredPred = false, bool jaccard = false, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
        bool batch = false, Tensor? weight = null, double lambdaDice = 1, double lambdaCe = 1, double labelSmoothing = 0)
        : base(nameof(DiceCELoss))
    {
        if (reduction == Reduction.None)
        {
            throw new ArgumentException("DiceCELoss: reduction can be mean or sum; the two losses have different shapes before it.");
        }
        kind = reduction == Reduction.Mean ? nn.Reduction.Mean : nn.Reduction.Sum;
        using var scope = NewDisposeScope();
        var ofDice = weight is not null && !includeBackground ? weight.narrow(0, 1, weight.shape[0] - 1) : weight;
        dice = new(includeBackground, toOnehotY, sigmoid, softmax, otherAct, squaredPred, jaccard, reduction, smoothNr, smoothDr, batch, ofDice);
        classWeight = weight?.to_type(ScalarType.Float32).clone().DetachFromDisposeScope();
        (this.lambdaDice, this.lambdaCe, this.labelSmoothing) = (Check.NotNegative(lambdaDice), Check.NotNegative(lambdaCe), Check.Probability(labelSmoothing));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        if (input.Dimensions != target.Dimensions)
        {
            throw new ArgumentException($"DiceCELoss: input is {Show(input)} and target {Show(target)}; both need a channel axis, class numbers as [B, 1, spatial...].");
        }
        if (target.shape[1] != 1 && target.shape[1] != input.shape[1])
        {
            throw new ArgumentException($"DiceCELoss: input is {Show(input)} and target {Show(target)}; target has either one channel of class numbers or as many as input.");
        }
        return lambdaDice * dice.call(input, target) + lambdaCe * CrossEntropy(input, target);
    }

    private Tensor CrossEntropy(Tensor input, Tensor target)
    {
        var real = target.is_floating_point() ? target : target.to_type(input.dtype);
        var weight = classWeight?.to(input);
        return input.shape[1] == 1
            ? nn.functional.binary_cross_entropy_with_logits(input, real, null, kind, weight)
            : nn.functional.cross_entropy(
                input, target.shape[1] == 1 ? target.squeeze(1).to_type(ScalarType.Int64) : real, weight, -100, kind, labelSmoothing);
    }
}
