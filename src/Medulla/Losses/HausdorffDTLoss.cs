using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Squared error, weighted by how far from the outlines of prediction and target it lies, which lowers the Hausdorff distance.
/// Karimi et al., Reducing the Hausdorff Distance in Medical Image Segmentation with CNNs (2019). Input [B, C, spatial...], two or
/// three spatial axes; target the same, or [B, 1, spatial...] with <c>toOnehotY</c>. The weights have no gradient.
/// </summary>
/// <param name="alpha">Exponent of the distances, in voxels; at least 0.</param>
/// <param name="includeBackground">Whether channel 0 counts.</param>
/// <param name="toOnehotY">Whether the target holds class indices.</param>
/// <param name="sigmoid">Whether the input goes through a sigmoid first.</param>
/// <param name="softmax">Whether the input goes through a softmax over its channels first.</param>
/// <param name="otherAct">Another activation of the input.</param>
/// <param name="reduction">How the parts [B, C] become one number; with <see cref="Reduction.None"/> they keep axes of size 1 for space.</param>
/// <param name="batch">Whether the batch counts as one image.</param>
/// <exception cref="ArgumentException">More than one activation is asked for.</exception>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is negative.</exception>
public sealed class HausdorffDTLoss(
    double alpha = 2, bool includeBackground = false, bool toOnehotY = false, bool sigmoid = false, bool softmax = false,
    Func<Tensor, Tensor>? otherAct = null, Reduction reduction = Reduction.Mean, bool batch = false) : Loss(nameof(HausdorffDTLoss), reduction)
{
    private readonly SegmentationInput reading = new(nameof(HausdorffDTLoss), includeBackground, toOnehotY, sigmoid, softmax, otherAct);
    private readonly double alpha = Check.NotNegative(alpha);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(HausdorffDTLoss), input, 2, 3);
        (input, target) = reading.Read(input, target);
        var weight = DistanceField.Of(input).pow(alpha) + DistanceField.Of(target).pow(alpha);
        var parts = ((input - target).square() * weight).mean([.. SegmentationInput.Space(input.Dimensions, batch: false)]);
        parts = batch ? parts.mean([0], keepdim: true) : parts;
        return ReduceClasses(parts, input.Dimensions);
    }
}
