using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary><see cref="DiceLoss"/> where a mask says so: input and target are multiplied by it before the activation.</summary>
public sealed class MaskedDiceLoss : Loss
{
    private readonly MaskedLoss masked;

    /// <summary>Makes the loss.</summary>
    /// <param name="includeBackground">Whether channel 0 counts.</param>
    /// <param name="toOnehotY">Whether the target holds class indices.</param>
    /// <param name="sigmoid">Whether the input goes through a sigmoid first.</param>
    /// <param name="softmax">Whether the input goes through a softmax over its channels first.</param>
    /// <param name="otherAct">Another activation of the input.</param>
    /// <param name="squaredPred">Whether the denominator sums squares.</param>
    /// <param name="jaccard">Whether the intersection is held against the union instead of the mean size.</param>
    /// <param name="reduction">How the parts [B, C] become one number.</param>
    /// <param name="smoothNr">Added to the numerator.</param>
    /// <param name="smoothDr">Added to the denominator.</param>
    /// <param name="batch">Whether the batch counts as one image.</param>
    /// <param name="weight">Factor of each class that counts, or one for all; none if null.</param>
    /// <param name="softLabel">Whether the target may lie between 0 and 1.</param>
    /// <exception cref="ArgumentException">More than one activation is asked for, or a weight is negative.</exception>
    public MaskedDiceLoss(
        bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
        bool squaredPred = false, bool jaccard = false, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
        bool batch = false, Values<double>? weight = null, bool softLabel = false)
        : base(nameof(MaskedDiceLoss), reduction)
    {
        masked = new(new DiceLoss(includeBackground, toOnehotY, sigmoid, softmax, otherAct, squaredPred, jaccard, reduction, smoothNr, smoothDr, batch, weight, softLabel));
        RegisterComponents();
    }

    /// <summary>The loss within a mask.</summary>
    /// <param name="input">The network's output, [B, C, spatial...].</param>
    /// <param name="target">What it should be.</param>
    /// <param name="mask">What counts, [B, 1, spatial...] or [1, 1, spatial...]; everything if null.</param>
    /// <exception cref="ArgumentException">The mask does not fit the input.</exception>
    public Tensor call(Tensor input, Tensor target, Tensor? mask) => masked.call(input, target, mask);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => masked.call(input, target);
}
