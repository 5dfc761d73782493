using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Picks, of the anchors that are to find nothing, among those that the network is most wrong about. Baumgartner et al., nnDetection (2021).</summary>
/// <param name="BatchSizePerImage">Anchors to pick from an image.</param>
/// <param name="PositiveFraction">The share of these, in (0, 1], that are to find a box; there may be fewer.</param>
/// <param name="MinNeg">Least number of those that are to find nothing.</param>
/// <param name="PoolSize">How many times more of the hardest ones there are to draw from.</param>
public sealed record HardNegativeSampler(int BatchSizePerImage, double PositiveFraction, int MinNeg = 1, double PoolSize = 10) : IAnchorSampler
{
    /// <summary>The share of anchors that are to find a box.</summary>
    public double PositiveFraction { get; init; } = PositiveFraction is > 0 and <= 1 ? PositiveFraction
        : throw new ArgumentOutOfRangeException(nameof(PositiveFraction), PositiveFraction, $"HardNegativeSampler: PositiveFraction is {PositiveFraction}; it must lie in (0, 1].");

    /// <summary>Picks anchors of several images.</summary>
    /// <param name="targetLabels">Of each image, see <see cref="Select"/>.</param>
    /// <param name="concatFgProbs">The scores of all images, one after the other.</param>
    /// <returns>Masks for each image.</returns>
    public (IReadOnlyList<Tensor> Positive, IReadOnlyList<Tensor> Negative) call(IReadOnlyList<Tensor> targetLabels, Tensor concatFgProbs)
        => SelectSamplesImgList(targetLabels, [.. concatFgProbs.split([.. targetLabels.Select(labels => labels.shape[0])])]);

    /// <summary>Picks anchors of several images.</summary>
    /// <param name="targetLabels">Of each image, see <see cref="Select"/>.</param>
    /// <param name="fgProbs">The scores of each image.</param>
    /// <returns>Masks for each image.</returns>
    /// <exception cref="ArgumentException">There are not as many labels as scores.</exception>
    public (IReadOnlyList<Tensor> Positive, IReadOnlyList<Tensor> Negative) SelectSamplesImgList(IReadOnlyList<Tensor> targetLabels, IReadOnlyList<Tensor> fgProbs)
    {
        if (targetLabels.Count != fgProbs.Count)
        {
            throw new ArgumentException($"HardNegativeSampler: there are labels of {targetLabels.Count} images and scores of {fgProbs.Count}; each image needs both.");
        }
        var picked = targetLabels.Zip(fgProbs, Select).ToList();
        return ([.. picked.Select(one => one.Positive)], [.. picked.Select(one => one.Negative)]);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are not as many labels as scores.</exception>
    public (Tensor Positive, Tensor Negative) SelectSamplesPerImg(Tensor labelsPerImg, Tensor fgProbsPerImg) => Select(labelsPerImg, fgProbsPerImg);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are not as many labels as scores.</exception>
    public (Tensor Positive, Tensor Negative) Select(Tensor labels, Tensor scores)
    {
        if (labels.numel() != scores.numel())
        {
            throw new ArgumentException($"HardNegativeSampler: there are {labels.numel()} labels and {scores.numel()} scores; each anchor needs both.");
        }
        using var scope = NewDisposeScope();
        var (positive, negative) = (labels.ge(1).nonzero().flatten(), labels.eq(0).nonzero().flatten());
        var positives = Math.Min(positive.numel(), (long)(BatchSizePerImage * PositiveFraction));
        var asked = (long)(Math.Max(1, positives) * Math.Abs(1 - 1 / PositiveFraction));
        var negatives = Math.Min(negative.numel(), Math.Max(asked, MinNeg));
        var pool = (int)Math.Min(negative.numel(), (long)(negatives * PoolSize));
        var hardest = negative.index_select(0, scores.flatten().index_select(0, negative).to_type(ScalarType.Float32).topk(pool, dim: 0).indexes);
        return (
            AnchorPicks.Draw(positive, positives, labels.numel()).MoveToOuterDisposeScope(),
            AnchorPicks.Draw(hardest, Math.Min(negatives, pool), labels.numel()).MoveToOuterDisposeScope());
    }
}
