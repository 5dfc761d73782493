using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus a Dice score over all classes together, in which rare classes weigh more. Sudre et al., Generalised Dice overlap as a
/// deep learning loss function (2017). Input [B, C, spatial...]; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>.
/// </summary>
/// <param name="includeBackground">Whether channel 0 counts.</param>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="sigmoid">Whether the input goes through a sigmoid first.</param>
/// <param name="softmax">Whether the input goes through a softmax over its channels first.</param>
/// <param name="otherAct">Another activation of the input.</param>
/// <param name="wType">How a class's weight follows from its volume; a class that is absent weighs as much as the heaviest present one.</param>
/// <param name="reduction">How the parts, one an item, become one number; with <see cref="Reduction.None"/> they are [B, 1, 1...].</param>
/// <param name="smoothNr">Added to the numerator.</param>
/// <param name="smoothDr">Added to the denominator.</param>
/// <param name="batch">Whether the batch counts as one image.</param>
/// <param name="softLabel">Whether the target may lie between 0 and 1.</param>
/// <exception cref="ArgumentException">More than one activation is asked for.</exception>
[ReferenceName("generalized_dice")]
public sealed class GeneralizedDiceLoss(
    bool includeBackground = true, bool toOnehotY = false, bool sigmoid = false, bool softmax = false, Func<Tensor, Tensor>? otherAct = null,
    ClassVolumeWeight wType = ClassVolumeWeight.Square, Reduction reduction = Reduction.Mean, double smoothNr = 1e-5, double smoothDr = 1e-5,
    bool batch = false, bool softLabel = false) : Loss(nameof(GeneralizedDiceLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(GeneralizedDiceLoss), includeBackground, toOnehotY, sigmoid, softmax, otherAct);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (input, target) = reading.Read(input, target);
        var space = SegmentationInput.Space(input.Dimensions, batch);
        var (given, wanted) = softLabel ? (input.abs().sum(space), target.abs().sum(space)) : (input.sum(space), target.sum(space));
        var shared = softLabel ? (given + wanted - (input - target).abs().sum(space)) / 2 : (input * target).sum(space);
        var weight = Weight(target.sum(space));
        var loss = 1 - (((2 * (shared * weight).sum([-1], keepdim: true)) + smoothNr) / (((given + wanted) * weight).sum([-1], keepdim: true) + smoothDr));
        return ReduceClasses(loss, input.Dimensions);
    }

    /// <summary>Weights of classes with these volumes, [B, C] or [C].</summary>
    private Tensor Weight(Tensor volume)
    {
        var weight = wType switch
        {
            ClassVolumeWeight.Square => volume.square().reciprocal(),
            ClassVolumeWeight.Simple => volume.reciprocal(),
            _ => ones_like(volume),
        };
        var finite = weight.masked_fill(weight.isinf(), 0);
        return where(weight.isinf(), finite.amax([-1], keepdim: true), weight);
    }
}
