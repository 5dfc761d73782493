using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus the Tversky index of each class: Dice with weights of its own for false alarms and misses. Salehi et al., Tversky Loss
/// Function for Image Segmentation (2017). Input [B, C, spatial...]; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
/// <param name="includeBackground">Whether channel 0 counts.</param>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="sigmoid">Whether the input goes through a sigmoid first.</param>
/// <param name="softmax">Whether the input goes through a softmax over its channels first.</param>
/// <param name="otherAct">Another activation of the input.</param>
/// <param name="alpha">Weight of false positives.</param>
/// <param name="beta">Weight of false negatives.</param>
/// <param name="reduction">How the parts [B, C], [C] with <paramref name="batch"/>, become one number.</param>
/// <param name="smoothNr">Added to the numerator.</param>
/// <param name="smoothDr">Added to the denominator.</param>
/// <param name="batch">Whether the batch counts as one image.</param>
/// <param name="softLabel">Whether the target may lie between 0 and 1.</param>
/// <exception cref="ArgumentException">More than one activation is asked for.</exception>
/// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
public sealed class TverskyLoss(
    bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
    double alpha = 0.5, double beta = 0.5, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
    bool batch = false, bool softLabel = false) : Loss(nameof(TverskyLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(TverskyLoss), includeBackground, toOnehotY, sigmoid, softmax, otherAct);
    private readonly double alpha = Check.NotNegative(alpha);
    private readonly double beta = Check.NotNegative(beta);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (input, target) = reading.Read(input, target);
        var space = SegmentationInput.Space(input.Dimensions, batch);
        var (tp, fp, fn) = softLabel ? BySize(input, target, space)
            : ((input * target).sum(space), (input * (1 - target)).sum(space), ((1 - input) * target).sum(space));
        return Reduce(1 - ((tp + smoothNr) / (tp + (alpha * fp) + (beta * fn) + smoothDr)));
    }

    /// <summary>The same from sizes, which stays right where labels lie between 0 and 1.</summary>
    private static (Tensor TP, Tensor FP, Tensor FN) BySize(Tensor input, Tensor target, long[] space)
    {
        var (given, wanted) = (input.abs().sum(space), target.abs().sum(space));
        var tp = (given + wanted - (input - target).abs().sum(space)) / 2;
        return (tp, given - tp, wanted - tp);
    }
}
