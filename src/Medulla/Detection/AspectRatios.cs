using Medulla.Imaging;

namespace Medulla.Detection;

/// <summary>
/// Shapes of anchors: in 2-D the height by the width; in 3-D a pair, the height and the depth by the width. Several a level, the same
/// for all levels or other ones for each.
/// </summary>
public sealed record AspectRatios
{
    private readonly Values<Values<Values<double>>> levels;
    private readonly bool isForAll;

    private AspectRatios(Values<Values<Values<double>>> levels, bool isForAll) => (this.levels, this.isForAll) = (levels, isForAll);

    /// <summary>The same 2-D shapes on all levels.</summary>
    public static implicit operator AspectRatios(Values<double> ratios) => new(Values.From([Values.From(ratios.Select(One))]), isForAll: true);

    /// <summary>2-D shapes of each level.</summary>
    public static implicit operator AspectRatios(Values<Values<double>> ratios) => new(Values.From(ratios.Select(level => Values.From(level.Select(One)))), isForAll: false);

    /// <summary>3-D shapes of each level.</summary>
    public static implicit operator AspectRatios(Values<Values<Values<double>>> ratios) => new(ratios, isForAll: false);

    /// <summary>Spatial axes.</summary>
    /// <exception cref="ArgumentException">There are no ratios, or not the same number in each shape.</exception>
    internal int SpatialDims
        => levels.SelectMany(level => level).Select(shape => shape.Count + 1).Distinct().ToArray() is [2 or 3] one ? one[0]
            : throw new ArgumentException($"AnchorGenerator: aspectRatios is {levels}; a number for each shape in 2-D, or two in 3-D, is expected.");

    /// <summary>The shapes of each of so many levels.</summary>
    /// <exception cref="ArgumentException">There are shapes for another number of levels.</exception>
    internal IReadOnlyList<Values<Values<double>>> ForLevels(int count)
        => isForAll ? [.. Enumerable.Repeat(levels[0], count)] : levels.Count == count ? levels
            : throw new ArgumentException($"AnchorGenerator: aspectRatios has {levels.Count} levels and sizes {count}; both need one entry for each feature map.");

    private static Values<double> One(double ratio) => [ratio];
}
