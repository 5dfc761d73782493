using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus the soft Dice score of each class. Milletari et al., V-Net (2016); with soft labels as in Wang et al., Dice Semimetric
/// Losses (2023). Input [B, C, spatial...]; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
/// <param name="includeBackground">Whether channel 0 counts.</param>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="sigmoid">Whether the input goes through a sigmoid first.</param>
/// <param name="softmax">Whether the input goes through a softmax over its channels first.</param>
/// <param name="otherAct">Another activation of the input.</param>
/// <param name="squaredPred">Whether the denominator sums squares.</param>
/// <param name="jaccard">Whether the intersection is held against the union instead of the mean size.</param>
/// <param name="reduction">How the parts [B, C] become one number; with <see cref="Reduction.None"/> they keep axes of size 1 for space.</param>
/// <param name="smoothNr">Added to the numerator.</param>
/// <param name="smoothDr">Added to the denominator.</param>
/// <param name="batch">Whether the batch counts as one image.</param>
/// <param name="weight">Factor of each class that counts, or one for all; at least 0, and none if null.</param>
/// <param name="softLabel">Whether the target may lie between 0 and 1.</param>
/// <exception cref="ArgumentException">More than one activation is asked for, or a weight is negative.</exception>
[ReferenceName("Dice")]
public sealed class DiceLoss(
    bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
    bool squaredPred = false, bool jaccard = false, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
    bool batch = false, Values<double>? weight = null, bool softLabel = false) : Loss(nameof(DiceLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(DiceLoss), includeBackground, toOnehotY, sigmoid, softmax, otherAct);
    private readonly Values<double>? weight = ClassWeights.Checked(weight, nameof(DiceLoss));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (input, target) = reading.Read(input, target);
        var shape = input.shape;
        var (intersection, sizes) = Overlap(input, target, SegmentationInput.Space(shape.Length, batch));
        var union = jaccard ? 2 * (sizes - intersection) : sizes;
        var loss = 1 - ((2 * intersection + smoothNr) / (union + smoothDr));
        if (weight is not null && shape[1] > 1)
        {
            loss *= ClassWeights.For(weight, shape[1], loss, nameof(DiceLoss));
        }
        return ReduceClasses(loss, shape.Length);
    }

    /// <summary>The size of the intersection, and the sum of both sizes.</summary>
    private (Tensor Intersection, Tensor Sizes) Overlap(Tensor input, Tensor target, long[] space)
    {
        if (!squaredPred && !softLabel)
        {
            return ((input * target).sum(space), input.sum(space) + target.sum(space));
        }
        // The intersection that stays right where labels lie between 0 and 1: half of what both sizes exceed their difference by.
        Tensor Size(Tensor x) => (squaredPred ? x.square() : x.abs()).sum(space);
        var sizes = Size(input) + Size(target);
        return ((sizes - Size(input - target)) / 2, sizes);
    }
}
