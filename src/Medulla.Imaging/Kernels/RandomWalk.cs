using System.Numerics.Tensors;

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
    /// <param name="weight">The weight, above 0, of the edge between two pixels, given by their row-major indices, which touch by a side or a corner.</param>
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
        var (graph, right) = Build(roles, height, width, weight);
        var solution = Solve(graph, right, tolerance, maxIterations);
        for (var i = 0; i < roles.Length; i++)
        {
            result[i] = roles[i] switch { Role.Source => 1, Role.Sink => 0, _ => solution[(i / width + 1) * graph.Stride + i % width + 1] };
        }
    }

    /// <summary>The graph of the free pixels, the others being the ground, and what sources give to each.</summary>
    private static (GridGraph Graph, double[] Right) Build(ReadOnlySpan<Role> roles, int height, int width, Func<int, int, double> weight)
    {
        var stride = width + 2;
        double[] New() => new double[(height + 2) * stride];
        var (right, down, downRight, downLeft, ground, given) = (New(), New(), New(), New(), New(), New());
        for (var i = 0; i < roles.Length; i++)
        {
            var (row, column) = Math.DivRem(i, width);
            var (isLast, below) = (column == width - 1, row < height - 1);
            Join(roles, i, i + 1, !isLast, right);
            Join(roles, i, i + width, below, down);
            Join(roles, i, i + width + 1, below && !isLast, downRight);
            Join(roles, i, i + width - 1, below && column > 0, downLeft);
        }
        return (new(height, width, right, down, downRight, downLeft, ground), given);

        int Padded(int i) => (i / width + 1) * stride + i % width + 1;

        void Join(ReadOnlySpan<Role> roles, int a, int b, bool exists, double[] edges)
        {
            if (!exists || (roles[a] != Role.Free && roles[b] != Role.Free))
            {
                return;
            }
            var w = weight(a, b);
            if (roles[a] == Role.Free && roles[b] == Role.Free)
            {
                edges[Padded(a)] = w;
                return;
            }
            var (free, end) = roles[a] == Role.Free ? (a, b) : (b, a);
            ground[Padded(free)] += w;
            given[Padded(free)] += roles[end] == Role.Source ? w : 0;
        }
    }

    private static double[] Solve(GridGraph graph, double[] right, double tolerance, int maxIterations)
    {
        var x = new double[right.Length];
        var residual = right.ToArray();
        var (direction, product, improved) = (new double[right.Length], new double[right.Length], new double[right.Length]);
        var goal = tolerance * TensorPrimitives.Norm<double>(right);
        var previous = 0.0;
        for (var i = 0; i < maxIterations && TensorPrimitives.Norm<double>(residual) > goal; i++)
        {
            Array.Clear(improved);
            graph.Improve(improved, residual);
            var square = TensorPrimitives.Dot<double>(residual, improved);
            TensorPrimitives.MultiplyAdd(direction, i == 0 ? 0 : square / previous, improved, direction);
            previous = square;
            graph.Multiply(direction, product);
            var step = square / TensorPrimitives.Dot<double>(direction, product);
            TensorPrimitives.MultiplyAdd(direction, step, x, x);
            TensorPrimitives.MultiplyAdd(product, -step, residual, residual);
        }
        return x;
    }
}
