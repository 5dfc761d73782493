using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Picks anchors at random, a fixed share of them such that are to find a box. Ren et al., Faster R-CNN (2015).</summary>
/// <param name="BatchSizePerImage">Anchors to pick from an image.</param>
/// <param name="PositiveFraction">The share of these, in [0, 1], that are to find a box; where there are fewer, others take their place.</param>
[Imaging.ReferenceName("BalancedPositiveNegativeSampler")]
public sealed record BalancedSampler(int BatchSizePerImage, double PositiveFraction) : IAnchorSampler
{
    /// <summary>The share of anchors that are to find a box.</summary>
    public double PositiveFraction { get; init; } = Check.Probability(PositiveFraction);

    /// <inheritdoc/>
    public (Tensor Positive, Tensor Negative) Select(Tensor labels, Tensor scores)
    {
        using var scope = NewDisposeScope();
        var (positive, negative) = (labels.ge(1).nonzero().flatten(), labels.eq(0).nonzero().flatten());
        var positives = Math.Min(positive.numel(), (long)(BatchSizePerImage * PositiveFraction));
        var negatives = Math.Min(negative.numel(), BatchSizePerImage - positives);
        return (
            AnchorPicks.Draw(positive, positives, labels.numel()).MoveToOuterDisposeScope(),
            AnchorPicks.Draw(negative, negatives, labels.numel()).MoveToOuterDisposeScope());
    }
}
