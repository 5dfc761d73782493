namespace Medulla.Imaging.Kernels;

/// <summary>
/// Connected components of a mask. Runs of foreground along the last axis are joined by union-find; see He, Chao and Suzuki,
/// "A Run-Based Two-Scan Labeling Algorithm" (2008).
/// </summary>
public static class ConnectedComponents
{
    /// <summary>Numbers the components from 1, in the order of their first voxels.</summary>
    /// <param name="mask">Row-major, not 0 where foreground is.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="connectivity">How many axes two neighbours may differ in, by one: 1 for faces only, the number of axes for corners too.</param>
    /// <param name="labels">Filled with the number of each voxel's component, 0 for background.</param>
    /// <returns>Voxels of each component, the first being component 1.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static IReadOnlyList<long> Label(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, int connectivity, Span<int> labels)
    {
        if (shape.Length is < 1 or > 3 || connectivity < 1 || connectivity > shape.Length)
        {
            throw new ArgumentException($"ConnectedComponents: connectivity {connectivity} for {shape.Length} axes; 1 to the number of axes (at most 3) is expected.");
        }
        var width = checked((int)shape[^1]);
        var height = shape.Length > 1 ? checked((int)shape[^2]) : 1;
        var depth = shape.Length > 2 ? checked((int)shape[0]) : 1;
        if (mask.Length != (long)width * height * depth || labels.Length != mask.Length)
        {
            throw new ArgumentException($"ConnectedComponents: {mask.Length} voxels and {labels.Length} labels do not make {depth} x {height} x {width}.");
        }
        var runs = Runs.Find(mask, width);
        var parents = Join(runs, height, depth, connectivity);
        return Fill(runs, parents, width, labels);
    }

    private static int[] Join(Runs runs, int height, int depth, int connectivity)
    {
        var parents = new int[runs.Count];
        for (var i = 0; i < parents.Length; i++)
        {
            parents[i] = i;
        }
        for (var slice = 0; slice < depth; slice++)
        {
            for (var row = 0; row < height; row++)
            {
                Touch(slice, row - 1, 1);
                for (var other = row - 1; other <= row + 1; other++)
                {
                    Touch(slice - 1, other, other == row ? 1 : 2);
                }

                void Touch(int otherSlice, int otherRow, int axesApart)
                {
                    if (otherSlice >= 0 && otherRow >= 0 && otherRow < height && axesApart <= connectivity)
                    {
                        JoinRows(runs, otherSlice * height + otherRow, slice * height + row, axesApart < connectivity ? 1 : 0, parents);
                    }
                }
            }
        }
        return parents;
    }

    /// <summary>Joins runs of two rows that overlap, or nearly so.</summary>
    private static void JoinRows(Runs runs, int earlier, int later, int reach, int[] parents)
    {
        var (a, endA) = (runs.FirstOfRow[earlier], runs.FirstOfRow[earlier + 1]);
        var (b, endB) = (runs.FirstOfRow[later], runs.FirstOfRow[later + 1]);
        while (a < endA && b < endB)
        {
            if (runs.End[a] + reach <= runs.Start[b])
            {
                a++;
            }
            else if (runs.End[b] + reach <= runs.Start[a])
            {
                b++;
            }
            else
            {
                Union(parents, a, b);
                if (runs.End[a] < runs.End[b])
                {
                    a++;
                }
                else
                {
                    b++;
                }
            }
        }
    }

    private static void Union(int[] parents, int a, int b)
    {
        (a, b) = (Root(parents, a), Root(parents, b));
        // The earlier run stays the root, so that components are numbered in the order of their first voxels.
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] parents, int i)
    {
        while (parents[i] != i)
        {
            parents[i] = parents[parents[i]];
            i = parents[i];
        }
        return i;
    }

    private static List<long> Fill(Runs runs, int[] parents, int width, Span<int> labels)
    {
        labels.Clear();
        var number = new int[runs.Count];
        List<long> sizes = [];
        for (var row = 0; row + 1 < runs.FirstOfRow.Length; row++)
        {
            for (var i = runs.FirstOfRow[row]; i < runs.FirstOfRow[row + 1]; i++)
            {
                var root = Root(parents, i);
                if (root == i)
                {
                    sizes.Add(0);
                    number[i] = sizes.Count;
                }
                var label = number[i] = number[root];
                var length = runs.End[i] - runs.Start[i];
                sizes[label - 1] += length;
                labels.Slice(row * width + runs.Start[i], length).Fill(label);
            }
        }
        return sizes;
    }

    /// <summary>Runs of foreground, row by row.</summary>
    private sealed class Runs
    {
        public required int[] FirstOfRow { get; init; }

        public required List<int> Start { get; init; }

        public required List<int> End { get; init; }

        public int Count => Start.Count;

        public static Runs Find(ReadOnlySpan<byte> mask, int width)
        {
            var rows = width == 0 ? 0 : mask.Length / width;
            var first = new int[rows + 1];
            List<int> start = [], end = [];
            for (var row = 0; row < rows; row++)
            {
                var line = mask.Slice(row * width, width);
                var position = 0;
                while (line[position..].IndexOfAnyExcept((byte)0) is >= 0 and var skip)
                {
                    position += skip;
                    var length = line[position..].IndexOf((byte)0);
                    length = length < 0 ? width - position : length;
                    start.Add(position);
                    end.Add(position += length);
                }
                first[row + 1] = start.Count;
            }
            return new() { FirstOfRow = first, Start = start, End = end };
        }
    }
}
