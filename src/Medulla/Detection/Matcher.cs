using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Says which anchor is to find which box.</summary>
public abstract class Matcher
{
    /// <summary>What stands for an anchor that is to find no box.</summary>
    public const long BelowLowThreshold = -1;

    /// <summary>What stands for an anchor that neither is to find a box nor must not.</summary>
    public const long BetweenThresholds = -2;

    /// <summary>Matches the anchors of an image with its boxes.</summary>
    /// <param name="boxes">[M, 2 axes], in the standard mode.</param>
    /// <param name="anchors">[N, 2 axes], level after level.</param>
    /// <param name="numAnchorsPerLevel">Places of each level; the last levels may be cut short.</param>
    /// <param name="numAnchorsPerLoc">Anchors at each place.</param>
    /// <returns>Overlaps, [M, N], and for each anchor the number of its box, or one of the values below 0, [N], int64.</returns>
    /// <exception cref="ArgumentException">The levels have fewer anchors than there are.</exception>
    public (Tensor MatchQualityMatrix, Tensor Matches) call(Tensor boxes, Tensor anchors, IReadOnlyList<int> numAnchorsPerLevel, int numAnchorsPerLoc)
        => boxes.numel() == 0
            ? (zeros([0], anchors.dtype, anchors.device), full([anchors.shape[0]], BelowLowThreshold, ScalarType.Int64, anchors.device))
            : ComputeMatches(boxes, anchors, numAnchorsPerLevel, numAnchorsPerLoc);

    /// <summary>The same for at least one box.</summary>
    /// <inheritdoc cref="call"/>
    public (Tensor MatchQualityMatrix, Tensor Matches) ComputeMatches(Tensor boxes, Tensor anchors, IReadOnlyList<int> numAnchorsPerLevel, int numAnchorsPerLoc)
    {
        var told = numAnchorsPerLevel.Sum() * (long)numAnchorsPerLoc;
        if (told < anchors.shape[0])
        {
            throw new ArgumentException(
                $"{GetType().Name}: levels of {string.Join(", ", numAnchorsPerLevel)} places with {numAnchorsPerLoc} anchors each make {told} anchors; there are {anchors.shape[0]}.",
                nameof(numAnchorsPerLevel));
        }
        using var scope = NewDisposeScope();
        var (quality, matches) = Match(boxes, anchors, [.. numAnchorsPerLevel], numAnchorsPerLoc);
        return (quality.MoveToOuterDisposeScope(), matches.MoveToOuterDisposeScope());
    }

    private protected abstract (Tensor Quality, Tensor Matches) Match(Tensor boxes, Tensor anchors, int[] placesPerLevel, int anchorsPerPlace);
}
