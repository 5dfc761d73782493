using Medulla.Data.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Matches an anchor with the box that it overlaps most, if it does so enough. Ren et al., Faster R-CNN (2015).</summary>
/// <param name="fgIouThresh">Anchors that overlap a box by at least this are to find it.</param>
/// <param name="bgIouThresh">Anchors that overlap no box by at least this are to find none; those between neither.</param>
/// <param name="allowLowQualityMatches">Whether the anchors that overlap a box most are to find the box that they overlap most in any case.</param>
/// <param name="similarityFn">Overlap of boxes [M, 2 axes] and [N, 2 axes] as [M, N]; intersection over union if null.</param>
/// <exception cref="ArgumentException">The thresholds are in the wrong order.</exception>
public sealed class RegularMatcher(double fgIouThresh, double bgIouThresh, bool allowLowQualityMatches = false, Func<Tensor, Tensor, Tensor>? similarityFn = null) : Matcher
{
    private readonly double low = bgIouThresh <= fgIouThresh ? bgIouThresh
        : throw new ArgumentException($"RegularMatcher: fgIouThresh is {fgIouThresh} and bgIouThresh {bgIouThresh}; the first must be at least as large.", nameof(bgIouThresh));

    private protected override (Tensor Quality, Tensor Matches) Match(Tensor boxes, Tensor anchors, int[] placesPerLevel, int anchorsPerPlace)
    {
        var quality = (similarityFn ?? BoxMeasures.BoxIou)(boxes, anchors);
        var (overlap, nearest) = quality.max(0);
        var matches = nearest.masked_fill(overlap < low, BelowLowThreshold).masked_fill(overlap.ge(low).logical_and(overlap.lt(fgIouThresh)), BetweenThresholds);
        return (quality, allowLowQualityMatches ? where(quality.eq(quality.amax([1], keepdim: true)).any(0), nearest, matches) : matches);
    }
}
