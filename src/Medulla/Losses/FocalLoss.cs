using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Cross entropy in which what is already right counts less. Lin et al., Focal Loss for Dense Object Detection (2017). Input: logits
/// [B, C, spatial...]; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>. Computed in float32.
/// </summary>
/// <param name="includeBackground">Whether channel 0 counts; with softmax it is left out before that.</param>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="gamma">How much less: the exponent, at least 0. With 0 this is cross entropy.</param>
/// <param name="alpha">
/// Weight of what is in a class, 1 - alpha weighing the rest, in [0, 1]; none if null. With softmax it weighs all classes but the
/// first, for which 1 - alpha stands, and is passed over where the background does not count.
/// </param>
/// <param name="weight">Factor of each class that counts, or one for all; at least 0, and none if null.</param>
/// <param name="reduction">How the parts [B, C, spatial...] become one number; the sum is taken of means over space.</param>
/// <param name="useSoftmax">Whether classes exclude each other: softmax over the channels instead of a sigmoid in each.</param>
/// <exception cref="ArgumentException">A weight is negative.</exception>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is negative, or <paramref name="alpha"/> is outside [0, 1].</exception>
public sealed class FocalLoss(
    bool includeBackground = true, bool toOnehotY = false, double gamma = 2, double? alpha = null, Values<double>? weight = null,
    Reduction reduction = Reduction.Mean, bool useSoftmax = false) : Loss(nameof(FocalLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(FocalLoss), includeBackground, toOnehotY, false, false, null);
    private readonly double gamma = Check.NotNegative(gamma);
    private readonly double? alpha = alpha is { } a ? Check.Probability(a, nameof(alpha)) : null;
    private readonly Values<double>? weight = ClassWeights.Checked(weight, nameof(FocalLoss));

    /// <summary>The focal loss of classes that exclude each other.</summary>
    /// <param name="input">Logits [B, C, spatial...].</param>
    /// <param name="target">One-hot [B, C, spatial...].</param>
    /// <param name="gamma">The exponent.</param>
    /// <param name="alpha">Weight of all classes but the first, for which 1 - alpha stands; none if null.</param>
    /// <returns>[B, C, spatial...].</returns>
    [ReferenceName("softmax_focal_loss")]
    public static Tensor Softmax(Tensor input, Tensor target, double gamma = 2, double? alpha = null)
    {
        using var scope = NewDisposeScope();
        var logP = input.log_softmax(1);
        var loss = -(1 - logP.exp()).pow(gamma) * logP * target;
        if (alpha is { } share)
        {
            var classes = (int)target.shape[1];
            loss = PerClass(tensor([1 - share, .. Enumerable.Repeat(share, classes - 1)], loss.dtype, loss.device), loss.Dimensions) * loss;
        }
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The focal loss of classes that are found each by itself.</summary>
    /// <param name="input">Logits [B, C, spatial...].</param>
    /// <param name="target">0 or 1, [B, C, spatial...].</param>
    /// <param name="gamma">The exponent.</param>
    /// <param name="alpha">Weight of what is in a class, 1 - alpha weighing the rest; none if null.</param>
    /// <returns>[B, C, spatial...].</returns>
    [ReferenceName("sigmoid_focal_loss")]
    public static Tensor Sigmoid(Tensor input, Tensor target, double gamma = 2, double? alpha = null)
    {
        using var scope = NewDisposeScope();
        var crossEntropy = input - (input * target) - nn.functional.logsigmoid(input);
        // (1 - p)^gamma, p being the probability of what is true, by way of its logarithm, which does not cancel.
        var loss = (nn.functional.logsigmoid(-input * ((2 * target) - 1)) * gamma).exp() * crossEntropy;
        return (alpha is { } share ? ((target * share) + ((1 - target) * (1 - share))) * loss : loss).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (input, target) = reading.Read(input, target);
        (input, target) = (input.to_type(ScalarType.Float32), target.to_type(ScalarType.Float32));
        var loss = useSoftmax ? Softmax(input, target, gamma, includeBackground ? alpha : null) : Sigmoid(input, target, gamma, alpha);
        var (rank, classes) = (loss.Dimensions, loss.shape[1]);
        if (weight is not null && classes > 1)
        {
            loss = PerClass(ClassWeights.For(weight, classes, loss, nameof(FocalLoss)), rank) * loss;
        }
        return Reduction == Reduction.Sum
            ? rank > 2 ? loss.mean([.. Enumerable.Range(2, (int)rank - 2).Select(axis => (long)axis)]).sum() : loss.mean()
            : Reduce(loss);
    }

    /// <summary>Numbers [C] so that they broadcast against [B, C, spatial...].</summary>
    private static Tensor PerClass(Tensor numbers, long rank) => numbers.reshape([-1, .. Enumerable.Repeat(1L, (int)rank - 2)]);
}
