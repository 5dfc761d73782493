namespace Medulla.Imaging.Kernels;

/// <summary>Random walks between the pixels of a picture, by the weights of the edges between neighbours (Grady 2006).</summary>
public static class RandomWalk
{
    private const int Leaf = 6;   // rectangles of this size are not divided further

    /// <summary>What a pixel is to walks.</summary>
    public enum Role : byte
    {
        /// <summary>Walks pass it.</summary>
        Free,

        /// <summary>Walks end here, and count.</summary>
        Source,

        /// <summary>Walks end here, and do not count.</summary>
        Sink,
    }

    /// <summary>For each pixel, the probability that a walk from it ends at a source.</summary>
    /// <param name="roles">Row-major.</param>
    /// <param name="height">Pixels along the first axis.</param>
    /// <param name="width">Pixels along the second axis.</param>
    /// <param name="weight">The weight, above 0, of the edge between two pixels, given by their row-major indices, the lower one first, which touch by a side or a corner.</param>
    /// <param name="result">Filled; 1 at sources, 0 at sinks.</param>
    /// <exception cref="ArgumentException">The spans do not have one element a pixel, or there is no source or sink.</exception>
    /// <remarks>
    /// Solves the equations of the graph's Laplacian directly: with pixels ordered by nested dissection (George 1973) the factors of n pixels
    /// have about 8 n log n numbers. Conjugate gradients with multigrid took six times as long, since weights differ by powers of ten.
    /// </remarks>
    public static void Probabilities(ReadOnlySpan<Role> roles, int height, int width, Func<int, int, double> weight, Span<double> result)
    {
        if (roles.Length != (long)height * width || result.Length != roles.Length)
        {
            throw new ArgumentException($"RandomWalk: {height} x {width} pixels were announced; {roles.Length} roles and room for {result.Length} results were given.");
        }
        if (roles.IndexOfAnyExcept(Role.Free) < 0)
        {
            throw new ArgumentException("RandomWalk: there is no source and no sink, so no walk ends.");
        }
        var known = roles.ToArray();
        List<int> order = new(known.Length);
        Dissect(order, known, width, 0, height, 0, width);
        var rank = new int[known.Length];
        for (var i = 0; i < order.Count; i++)
        {
            rank[order[i]] = i;
        }
        var solution = new double[order.Count];
        for (var i = 0; i < solution.Length; i++)
        {
            foreach (var neighbour in Neighbours(order[i], height, width))
            {
                solution[i] += known[neighbour] == Role.Source ? Weight(order[i], neighbour) : 0;
            }
        }
        new SparseFactor(order.Count, Row).Solve(solution);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = known[i] switch { Role.Source => 1, Role.Sink => 0, _ => solution[rank[i]] };
        }

        double Weight(int a, int b) => weight(Math.Min(a, b), Math.Max(a, b));

        void Row(int index, Action<int, double> entry)
        {
            var sum = 0.0;
            foreach (var neighbour in Neighbours(order[index], height, width))
            {
                var w = Weight(order[index], neighbour);
                sum += w;
                if (known[neighbour] == Role.Free && rank[neighbour] < index)
                {
                    entry(rank[neighbour], -w);
                }
            }
            entry(index, sum);
        }
    }

    /// <summary>Orders the free pixels of a rectangle: two halves, then the line that parts them.</summary>
    private static void Dissect(List<int> order, Role[] roles, int width, int top, int bottom, int left, int right)
    {
        if (bottom - top <= Leaf && right - left <= Leaf)
        {
            Add(top, bottom, left, right);
        }
        else if (bottom - top > right - left)
        {
            var middle = (top + bottom) / 2;
            Dissect(order, roles, width, top, middle, left, right);
            Dissect(order, roles, width, middle + 1, bottom, left, right);
            Add(middle, middle + 1, left, right);
        }
        else
        {
            var middle = (left + right) / 2;
            Dissect(order, roles, width, top, bottom, left, middle);
            Dissect(order, roles, width, top, bottom, middle + 1, right);
            Add(top, bottom, middle, middle + 1);
        }

        void Add(int firstRow, int endRow, int firstColumn, int endColumn)
        {
            for (var i = firstRow; i < endRow; i++)
            {
                for (var j = firstColumn; j < endColumn; j++)
                {
                    if (roles[i * width + j] == Role.Free)
                    {
                        order.Add(i * width + j);
                    }
                }
            }
        }
    }

    /// <summary>The up to eight pixels that touch one.</summary>
    private static IEnumerable<int> Neighbours(int pixel, int height, int width)
    {
        var (row, column) = Math.DivRem(pixel, width);
        for (var i = Math.Max(row - 1, 0); i <= Math.Min(row + 1, height - 1); i++)
        {
            for (var j = Math.Max(column - 1, 0); j <= Math.Min(column + 1, width - 1); j++)
            {
                if (i != row || j != column)
                {
                    yield return i * width + j;
                }
            }
        }
    }
}
