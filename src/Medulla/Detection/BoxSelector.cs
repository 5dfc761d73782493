using Medulla.Data.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>
/// Picks the boxes that count as found: of each level the best ones above a score, clipped to the image, and of those of one class that
/// overlap the best.
/// </summary>
/// <param name="BoxOverlapMetric">Overlap of boxes [N, 2 axes] and [M, 2 axes] as [N, M]; intersection over union if null.</param>
/// <param name="ApplySigmoid">Whether what a network says are logits; scores otherwise.</param>
/// <param name="ScoreThresh">Boxes must have a higher score than this.</param>
/// <param name="TopkCandidatesPerLevel">How many boxes of each level are looked at, at most.</param>
/// <param name="NmsThresh">Boxes that overlap a better one by more than this are dropped.</param>
/// <param name="DetectionsPerImg">How many boxes are found in an image, at most.</param>
public sealed record BoxSelector(
    Func<Tensor, Tensor, Tensor>? BoxOverlapMetric = null, bool ApplySigmoid = true, double ScoreThresh = 0.05, int TopkCandidatesPerLevel = 1000,
    double NmsThresh = 0.5, int DetectionsPerImg = 300)
{
    /// <summary>How many boxes of each level are looked at.</summary>
    public int TopkCandidatesPerLevel { get; init; } = Check.Positive(TopkCandidatesPerLevel);

    /// <summary>How many boxes are found in an image.</summary>
    public int DetectionsPerImg { get; init; } = Check.Positive(DetectionsPerImg);

    /// <summary>The best places of a level.</summary>
    /// <param name="logits">[N, classes].</param>
    /// <returns>Which places, with scores (float32) and classes, best first.</returns>
    public (Tensor Indices, Tensor Scores, Tensor Labels) SelectTopScoreIdxPerLevel(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var classes = logits.shape[^1];
        var scores = (ApplySigmoid ? logits.to_type(ScalarType.Float32).sigmoid() : logits).flatten();
        var above = scores.gt(ScoreThresh).nonzero().flatten();
        var (best, order) = scores.index_select(0, above).to_type(ScalarType.Float32).topk((int)Math.Min(TopkCandidatesPerLevel, above.numel()), dim: 0);
        var places = above.index_select(0, order);
        return (
            places.floor_divide(classes).MoveToOuterDisposeScope(), best.MoveToOuterDisposeScope(), places.remainder(classes).MoveToOuterDisposeScope());
    }

    /// <summary>The boxes found in an image.</summary>
    /// <param name="boxesList">Of each level, [N, 2 axes], in the standard mode.</param>
    /// <param name="logitsList">Of each level, [N, classes].</param>
    /// <param name="spatialSize">Voxels of the image along each axis.</param>
    /// <exception cref="ArgumentException">There are not as many levels of boxes as of logits.</exception>
    public DetectedBoxes SelectBoxesPerImage(IReadOnlyList<Tensor> boxesList, IReadOnlyList<Tensor> logitsList, IReadOnlyList<int> spatialSize)
        => boxesList.Count == logitsList.Count
            ? Select((level, chosen) => boxesList[level].index_select(0, chosen), logitsList, spatialSize, boxesList[0].dtype)
            : throw new ArgumentException($"BoxSelector: there are boxes of {boxesList.Count} levels and logits of {logitsList.Count}; each level needs both.");

    /// <summary>The boxes found in an image, where only those that are chosen need to be computed.</summary>
    /// <param name="boxes">Boxes of a level at the places given.</param>
    /// <param name="logits">Of each level, [N, classes].</param>
    /// <param name="spatialSize">Voxels of the image along each axis.</param>
    /// <param name="dtype">The boxes' type.</param>
    internal DetectedBoxes Select(Func<int, Tensor, Tensor> boxes, IReadOnlyList<Tensor> logits, IReadOnlyList<int> spatialSize, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var levels = logits.Select((one, level) =>
        {
            var (places, scores, labels) = SelectTopScoreIdxPerLevel(one);
            var (clipped, keep) = BoxConversion.ClipBoxesToImage(boxes(level, places), spatialSize);
            return new DetectedBoxes(clipped, scores[keep], labels[keep]);
        }).ToList();
        var all = new DetectedBoxes(cat([.. levels.Select(l => l.Boxes)]), cat([.. levels.Select(l => l.Scores)]), cat([.. levels.Select(l => l.Labels)]));
        var best = BoxSuppression.BatchedNms(all.Boxes, all.Scores, all.Labels, NmsThresh, DetectionsPerImg, BoxOverlapMetric);
        return new DetectedBoxes(
            all.Boxes.index_select(0, best).to_type(dtype), all.Scores.index_select(0, best).to_type(logits[0].dtype), all.Labels.index_select(0, best)).MoveToOuterScope();
    }
}
