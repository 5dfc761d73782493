using Medulla.Detection;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection;

public class MatcherTests
{
    // Overlaps with the box 0..10: 1, 0.5, 0.2, none.
    private static readonly float[,] Anchors = { { 0, 0, 10, 10 }, { 0, 0, 10, 5 }, { 0, 0, 10, 2 }, { 20, 20, 30, 30 } };

    private static long[] Matched(Matcher matcher, Tensor boxes, int[] levels) => matcher.call(boxes, tensor(Anchors), levels, 1).Matches.data<long>().ToArray();

    [Fact]
    public void RegularMatcher_GoesByThresholds()
        => Assert.Equal([0, Matcher.BetweenThresholds, Matcher.BelowLowThreshold, Matcher.BelowLowThreshold], Matched(
            new RegularMatcher(0.6, 0.4), tensor(new float[,] { { 0, 0, 10, 10 } }), [4]));

    [Fact]
    public void LowQualityMatches_GiveEachBoxAnAnchor()
    {
        var boxes = tensor(new float[,] { { 0, 0, 10, 10 }, { 20, 20, 24, 24 } });
        Assert.Equal(-1, Matched(new RegularMatcher(0.6, 0.4), boxes, [4])[3]);
        Assert.Equal(1, Matched(new RegularMatcher(0.6, 0.4, allowLowQualityMatches: true), boxes, [4])[3]);
    }

    [Fact]
    public void Atss_TakesTheNearAnchorsThatOverlapMoreThanUsual()
    {
        // Overlaps 1, 0.5, 0.2, 0: mean 0.425, deviation 0.43; only the first exceeds 0.86.
        Assert.Equal([0, -1, -1, -1], Matched(new ATSSMatcher(4), tensor(new float[,] { { 0, 0, 10, 10 } }), [4]));
        // With one place of each of two levels, the nearest are 1 and 0.2; mean 0.6, deviation 0.57: none.
        Assert.Equal([-1, -1, -1, -1], Matched(new ATSSMatcher(1), tensor(new float[,] { { 0, 0, 10, 10 } }), [2, 2]));
    }

    [Fact]
    public void Atss_WithOneCandidateForABox_TakesIt()
        => Assert.Equal([0, -1, -1, -1], Matched(new ATSSMatcher(1), tensor(new float[,] { { 0, 0, 10, 10 } }), [4]));

    [Fact]
    public void AnAnchorForSeveralBoxes_FindsTheOneItOverlapsMost()
    {
        var anchors = tensor(new float[,] { { 0, 0, 10, 10 }, { 40, 40, 41, 41 }, { 50, 50, 51, 51 } });
        var boxes = tensor(new float[,] { { 0, 0, 10, 9 }, { 0, 0, 10, 10 } });
        Assert.Equal([1, -1, -1], new ATSSMatcher(3).call(boxes, anchors, [3], 1).Matches.data<long>().ToArray());
    }

    [Fact]
    public void CenterInGt_LeavesOutAnchorsWhoseMiddleIsOutside()
    {
        var anchors = tensor(new float[,] { { 4, 0, 14, 10 }, { 40, 40, 41, 41 }, { 50, 50, 51, 51 } });
        var box = tensor(new float[,] { { 0, 0, 8, 10 } });
        Assert.Equal(0, new ATSSMatcher(3, centerInGt: false).call(box, anchors, [3], 1).Matches[0].item<long>());
        Assert.Equal(-1, new ATSSMatcher(3, centerInGt: true).call(box, anchors, [3], 1).Matches[0].item<long>());
    }

    [Fact]
    public void NoBoxes_MatchNothing()
        => Assert.Equal([-1, -1, -1, -1], Matched(new ATSSMatcher(), zeros(0, 4), [4]));

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Contains("at least as large", Assert.Throws<ArgumentException>(() => new RegularMatcher(0.3, 0.5)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ATSSMatcher(0));
        Assert.Contains("there are 4", Assert.Throws<ArgumentException>(() => Matched(new ATSSMatcher(), zeros(1, 4), [3])).Message);
    }
}
