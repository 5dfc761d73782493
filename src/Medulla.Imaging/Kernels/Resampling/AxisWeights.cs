namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>For each position along a target axis, the source positions that it is a weighted sum of.</summary>
/// <param name="Size">Source positions.</param>
/// <param name="First">For each target position, where its entries begin; one more for the end.</param>
/// <param name="Source">Source positions, entry by entry.</param>
/// <param name="Weight">Their weights.</param>
internal sealed record AxisWeights(long Size, int[] First, int[] Source, float[] Weight)
{
    /// <summary>Target positions.</summary>
    public int Count => First.Length - 1;

    /// <summary>Whether every position is the source's own.</summary>
    public bool IsIdentity { get; } = First.Length - 1 == Size && Weight.Length == Size
        && Weight.All(w => w == 1) && Source.SequenceEqual(Enumerable.Range(0, (int)Size));

    /// <summary>Neighbours weighed by a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="boundary">Outside the source.</param>
    /// <param name="size">Source positions.</param>
    /// <param name="count">Target positions.</param>
    /// <param name="coordinate">Source coordinate of each target position.</param>
    public static AxisWeights Of(SplineKernel kernel, SplineBoundary boundary, long size, long count, Func<long, double> coordinate)
        => Make(size, count, i =>
        {
            var neighbours = new SplineSampling.Neighbours();
            neighbours.Set(coordinate(i), kernel, boundary, size, 1);
            return neighbours.Entries();
        });

    /// <summary>The mean of the positions that each target position covers wholly or in part, as libtorch's adaptive average has it.</summary>
    public static AxisWeights Area(long size, long count) => Make(size, count, i =>
    {
        var (start, end) = (i * size / count, ((i + 1) * size + count - 1) / count);
        return Enumerable.Range((int)start, (int)(end - start)).Select(at => (at, 1f / (end - start)));
    });

    private static AxisWeights Make(long size, long count, Func<long, IEnumerable<(int Source, float Weight)>> entries)
    {
        var first = new int[count + 1];
        List<int> source = [];
        List<float> weight = [];
        for (var i = 0L; i < count; i++)
        {
            foreach (var (at, share) in entries(i).Where(entry => entry.Weight != 0))
            {
                source.Add(at);
                weight.Add(share);
            }
            first[i + 1] = source.Count;
        }
        return new(size, first, [.. source], [.. weight]);
    }
}
