namespace Medulla.Imaging.Kernels;

/// <summary>
/// Divides an image into basins by flooding it from markers, lowest places first. Source: Beucher and Meyer, "The Morphological Approach to
/// Segmentation: The Watershed Transformation" (1993). Where floods meet at one height, the one that came first has the place.
/// </summary>
public static class Watershed
{
    /// <summary>Floods from markers.</summary>
    /// <param name="heights">Row-major.</param>
    /// <param name="mask">Not 0 where the flood may go.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="connectivity">How many axes two neighbours may differ in, by one.</param>
    /// <param name="labels">Numbers of the markers, 0 where there is none; becomes the numbers of the basins.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static void Flood(ReadOnlySpan<double> heights, ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, int connectivity, Span<int> labels)
    {
        var size = Shape3.Of(nameof(Watershed), shape, 1, heights.Length, mask.Length, labels.Length);
        var neighbours = Neighbours(size, connectivity);
        var queue = new FloodQueue();
        for (var at = 0; at < labels.Length; at++)
        {
            labels[at] = mask[at] == 0 ? 0 : labels[at];
            if (labels[at] != 0)
            {
                queue.Push(heights[at], 0, at);
            }
        }
        var age = 0L;
        while (queue.Count > 0)
        {
            var at = queue.Pop();
            foreach (var (x, y, z) in neighbours)
            {
                if (size.Step(at, x, y, z) is { } next && mask[next] != 0 && labels[next] == 0)
                {
                    labels[next] = labels[at];
                    queue.Push(heights[next], ++age, next);
                }
            }
        }
    }

    /// <summary>Marks the places, or plateaus of equal height, that have no lower neighbour and a higher one.</summary>
    /// <param name="heights">Row-major.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="connectivity">How many axes two neighbours may differ in, by one.</param>
    /// <param name="minima">Filled with 1 and 0.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static void LocalMinima(ReadOnlySpan<double> heights, ReadOnlySpan<long> shape, int connectivity, Span<byte> minima)
    {
        var size = Shape3.Of(nameof(Watershed), shape, 1, heights.Length, minima.Length);
        var neighbours = Neighbours(size, connectivity);
        var seen = new bool[heights.Length];
        minima.Clear();
        List<int> plateau = [];
        for (var first = 0; first < heights.Length; first++)
        {
            if (seen[first])
            {
                continue;
            }
            plateau.Clear();
            plateau.Add(first);
            seen[first] = true;
            var (isLowest, isAll) = (true, true);
            for (var i = 0; i < plateau.Count; i++)
            {
                foreach (var (x, y, z) in neighbours)
                {
                    if (size.Step(plateau[i], x, y, z) is not { } next)
                    {
                        continue;
                    }
                    var difference = heights[next].CompareTo(heights[first]);
                    isLowest &= difference >= 0;
                    isAll &= difference == 0;
                    if (difference == 0 && !seen[next])
                    {
                        seen[next] = true;
                        plateau.Add(next);
                    }
                }
            }
            foreach (var at in plateau)
            {
                minima[at] = isLowest && !isAll ? (byte)1 : (byte)0;
            }
        }
    }

    /// <summary>Steps to neighbours, the nearest first, otherwise in the order of memory.</summary>
    private static (int X, int Y, int Z)[] Neighbours(Shape3 size, int connectivity)
    {
        ConnectedComponents.CheckConnectivity(nameof(Watershed), connectivity, size);
        int[] steps = [-1, 0, 1];
        return [.. (from x in size.Rank > 1 ? steps : [0] from y in size.Rank > 2 ? steps : [0] from z in steps
            let far = Math.Abs(x) + Math.Abs(y) + Math.Abs(z) where far > 0 && far <= connectivity orderby far select (x, y, z))];
    }
}
