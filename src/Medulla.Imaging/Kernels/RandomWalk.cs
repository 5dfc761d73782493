namespace Medulla.Imaging.Kernels;

/// <summary>Random walks between the pixels of a picture, by the weights of the edges between neighbours (Grady 2006).</summary>
public static class RandomWalk
{
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
    /// <param name="tolerance">How small the residual becomes, as a share of the right side.</param>
    /// <param name="maxIterations">After how many iterations to leave it at that.</param>
    /// <exception cref="ArgumentException">The spans do not have one element a pixel, or there is no source or sink.</exception>
    /// <remarks>Solves the Laplacian's equations by conjugate gradients, preconditioned by multigrid.</remarks>
    public static void Probabilities(
        ReadOnlySpan<Role> roles, int height, int width, Func<int, int, double> weight, Span<double> result, double tolerance, int maxIterations)
    {
        if (roles.Length != (long)height * width || result.Length != roles.Length)
        {
            throw new ArgumentException($"RandomWalk: {height} x {width} pixels were announced; {roles.Length} roles and room for {result.Length} results were given.");
        }
        if (roles.IndexOfAnyExcept(Role.Free) < 0)
        {
            throw new ArgumentException("RandomWalk: there is no source and no sink, so no walk ends.");
        }
        var (graph, right, nodes) = Build(roles, height, width, weight);
        var solution = new Multigrid(graph).Solve(right, tolerance, maxIterations);
        for (var i = 0; i < roles.Length; i++)
        {
            result[i] = roles[i] switch { Role.Source => 1, Role.Sink => 0, _ => solution[nodes[i]] };
        }
    }

    /// <summary>The graph of the free pixels, the others being the ground, what sources give to each, and the node of each pixel.</summary>
    private static (WeightedGraph Graph, double[] Right, int[] Nodes) Build(ReadOnlySpan<Role> roles, int height, int width, Func<int, int, double> weight)
    {
        var nodes = new int[roles.Length];
        var count = 0;
        for (var i = 0; i < roles.Length; i++)
        {
            nodes[i] = roles[i] == Role.Free ? count++ : -1;
        }
        var (start, ground, right) = (new int[count + 1], new double[count], new double[count]);
        List<int> neighbours = new(8 * count);
        List<double> weights = new(8 * count);
        for (var i = 0; i < roles.Length; i++)
        {
            if (nodes[i] < 0)
            {
                continue;
            }
            var (row, column) = Math.DivRem(i, width);
            for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, height - 1); y++)
            {
                for (var x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, width - 1); x++)
                {
                    var j = y * width + x;
                    if (j == i)
                    {
                        continue;
                    }
                    var w = weight(Math.Min(i, j), Math.Max(i, j));
                    if (roles[j] == Role.Free)
                    {
                        neighbours.Add(nodes[j]);
                        weights.Add(w);
                    }
                    else
                    {
                        ground[nodes[i]] += w;
                        right[nodes[i]] += roles[j] == Role.Source ? w : 0;
                    }
                }
            }
            start[nodes[i] + 1] = neighbours.Count;
        }
        return (new(start, [.. neighbours], [.. weights], ground), right, nodes);
    }
}
