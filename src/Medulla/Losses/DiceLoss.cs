using Medulla.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus the Dice coefficient (or Jaccard index) of prediction and label, class by class.
/// Sources: Milletari et al., "V-Net" (2016); for soft labels Wang et al., "Jaccard Metric Losses" (2023).
/// </summary>
public sealed class DiceLoss : Loss
{
    private readonly bool includeBackground, toOnehotY, sigmoid, softmax, squaredPred, jaccard, batch, softLabel;
    private readonly Func<Tensor, Tensor>? otherAct;
    private readonly Reduction reduction;
    private readonly double smoothNr, smoothDr;
    private readonly Tensor? class_weight;   // named as in the reference's state

    /// <summary>The loss.</summary>
    /// <param name="includeBackground">Whether the first class counts.</param>
    /// <param name="toOnehotY">Whether the label holds class numbers, [B, 1, spatial...]; otherwise it has a channel for each class.</param>
    /// <param name="sigmoid">Whether to apply the sigmoid function to the prediction.</param>
    /// <param name="softmax">Whether to apply softmax to the prediction.</param>
    /// <param name="otherAct">Another activation for the prediction.</param>
    /// <param name="squaredPred">Whether the denominator has squares.</param>
    /// <param name="jaccard">Whether to take the Jaccard index.</param>
    /// <param name="reduction">How losses of items and classes become one.</param>
    /// <param name="smoothNr">Added to the numerator.</param>
    /// <param name="smoothDr">Added to the denominator; keeps an empty class from dividing by 0.</param>
    /// <param name="batch">Whether a class is counted over the whole batch before dividing.</param>
    /// <param name="weight">Weight of each class, or one for all; the first class left out without background.</param>
    /// <param name="softLabel">Whether labels are probabilities.</param>
    /// <exception cref="ArgumentException">More than one activation is asked for, or a weight is negative.</exception>
    public DiceLoss(
        bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
        bool squaredPred = false, bool jaccard = false, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
        bool batch = false, Tensor? weight = null, bool softLabel = false)
        : base(nameof(DiceLoss))
    {
        if ((sigmoid ? 1 : 0) + (softmax ? 1 : 0) + (otherAct is null ? 0 : 1) > 1)
        {
            throw new ArgumentException("DiceLoss: more than one of sigmoid, softmax and other_act is asked for; choose one.");
        }
        (this.includeBackground, this.toOnehotY, this.sigmoid, this.softmax, this.otherAct) = (includeBackground, toOnehotY, sigmoid, softmax, otherAct);
        (this.squaredPred, this.jaccard, this.reduction, this.smoothNr, this.smoothDr) = (squaredPred, jaccard, reduction, smoothNr, smoothDr);
        (this.batch, this.softLabel) = (batch, softLabel);
        using var scope = NewDisposeScope();
        if (weight?.ge(0).all().item<bool>() == false)
        {
            throw new ArgumentException("DiceLoss: a weight is negative; weights must be at least 0.", nameof(weight));
        }
        class_weight = weight?.to_type(ScalarType.Float32).clone().DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        var classes = (int)input.shape[1];
        input = sigmoid ? input.sigmoid() : softmax && classes > 1 ? input.softmax(1) : otherAct?.Invoke(input) ?? input;
        target = toOnehotY && classes > 1 ? OneHot.Of(target, classes) : target;
        if (!includeBackground && classes > 1)
        {
            (input, target) = (input.narrow(1, 1, classes - 1), target.narrow(1, 1, target.shape[1] - 1));
        }
        if (!input.shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new ArgumentException($"DiceLoss: input is {Show(input)} and target {Show(target)}; they must match after one-hot and background removal.");
        }
        // Half precision ends at 65504, which the sum over a small volume exceeds.
        input = input.element_size() < sizeof(float) ? input.to_type(ScalarType.Float32) : input;
        target = target.is_floating_point() && target.element_size() >= sizeof(float) ? target : target.to_type(input.dtype);

        long[] axes = [.. Enumerable.Range(2, (int)input.Dimensions - 2).Select(axis => (long)axis)];
        axes = batch ? [0, .. axes] : axes;
        var (tp, fp, fn) = squaredPred || softLabel ? ByNorms(input, target, axes) : BySums(input, target, axes);
        var share = jaccard ? 1 : 0.5;
        var loss = 1 - (2 * tp + smoothNr) / (2 * (tp + share * fp + share * fn) + smoothDr);
        loss = Weighted(loss, target.shape[1]);
        return reduction switch
        {
            Reduction.Mean => loss.mean(),
            Reduction.Sum => loss.sum(),
            _ => loss.reshape([.. loss.shape.Take(2), .. Enumerable.Repeat(1L, (int)input.Dimensions - 2)]),
        };
    }

    private static (Tensor Tp, Tensor Fp, Tensor Fn) BySums(Tensor input, Tensor target, long[] axes)
    {
        var tp = (input * target).sum(axes);
        return (tp, input.sum(axes) - tp, target.sum(axes) - tp);
    }

    /// <summary>True positives as half of |p| + |g| - |p - g|, which is right for soft labels too.</summary>
    private (Tensor Tp, Tensor Fp, Tensor Fn) ByNorms(Tensor input, Tensor target, long[] axes)
    {
        Tensor Size(Tensor t) => squaredPred ? (t * t).sum(axes) : t.abs().sum(axes);
        var (prediction, truth) = (Size(input), Size(target));
        var tp = (prediction + truth - Size(input - target)) / 2;
        return (tp, prediction - tp, truth - tp);
    }

    private Tensor Weighted(Tensor loss, long classes)
    {
        if (class_weight is null || classes == 1)
        {
            return loss;
        }
        if (class_weight.Dimensions > 0 && class_weight.shape[0] != classes)
        {
            throw new ArgumentException($"DiceLoss: weight has {class_weight.shape[0]} entries for {classes} classes; without background the first class has none.");
        }
        return loss * class_weight.to(loss.device);
    }
}
