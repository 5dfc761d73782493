using Medulla.Data.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>
/// Matches a box with the nearest anchors that overlap it more than usual: by more than mean and standard deviation of the overlaps of
/// the nearest anchors. Zhang et al., Bridging the gap between anchor-based and anchor-free detection (2020).
/// </summary>
/// <param name="numCandidates">Places of each level, for each of the anchors at a place, that count as near.</param>
/// <param name="similarityFn">Overlap of boxes [M, 2 axes] and [N, 2 axes] as [M, N]; intersection over union if null.</param>
/// <param name="centerInGt">Whether the middle of an anchor must lie inside its box; small boxes then may find none.</param>
/// <param name="debug">Accepted for configurations' sake; nothing is printed.</param>
public sealed class ATSSMatcher(int numCandidates = 4, Func<Tensor, Tensor, Tensor>? similarityFn = null, bool centerInGt = true, bool debug = false) : Matcher
{
    private readonly int candidates = Check.Positive(numCandidates, nameof(numCandidates));

    /// <summary>Whether it was asked to print what it does.</summary>
    public bool Debug => debug;

    private protected override (Tensor Quality, Tensor Matches) Match(Tensor boxes, Tensor anchors, int[] placesPerLevel, int anchorsPerPlace)
    {
        var distances = BoxMeasures.BoxesCenterDistance(boxes, anchors);
        var near = Nearest(distances.Distances, placesPerLevel, anchorsPerPlace);
        var quality = (similarityFn ?? BoxMeasures.BoxIou)(boxes, anchors);
        var (count, each) = (near.shape[0], near.shape[1]);
        if (each <= 1)
        {
            // A single candidate has no deviation; the reference gives it the first box.
            var only = full([anchors.shape[0]], BelowLowThreshold, ScalarType.Int64, anchors.device);
            return (quality, only.index_fill_(0, near.flatten(), 0));
        }
        var overlaps = quality.gather(1, near);
        var isPositive = overlaps >= (overlaps.mean([1]) + overlaps.std(1)).unsqueeze(1);
        if (centerInGt)
        {
            var centers = distances.Centers2.index_select(0, near.flatten());
            isPositive = isPositive.logical_and(BoxMeasures.CentersInBoxes(centers, boxes.repeat_interleave(each, 0)).view(count, each));
        }
        // Of several boxes that an anchor would do for, it is to find the one that it overlaps most.
        var best = full_like(quality, double.NegativeInfinity, ScalarType.Float32)
            .scatter_(1, near, where(isPositive, overlaps.to_type(ScalarType.Float32), tensor(float.NegativeInfinity, device: overlaps.device)));
        var (value, matches) = best.max(0);
        return (quality, matches.masked_fill(value.isneginf(), BelowLowThreshold));
    }

    /// <summary>Numbers of the anchors nearest to each box, of each level so many, [M, levels * candidates].</summary>
    private Tensor Nearest(Tensor distances, int[] placesPerLevel, int anchorsPerPlace)
    {
        List<Tensor> near = [];
        var first = 0L;
        foreach (var places in placesPerLevel)
        {
            var count = Math.Min((long)places * anchorsPerPlace, distances.shape[1] - first);
            var level = distances.narrow(1, first, count).to_type(ScalarType.Float32);
            near.Add(level.topk((int)Math.Min(Math.Min(candidates * anchorsPerPlace, places), count), dim: 1, largest: false).indexes + first);
            first += count;
        }
        return cat([.. near], 1);
    }
}
