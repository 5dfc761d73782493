using System.Numerics.Tensors;

namespace Medulla.Imaging.Kernels;

/// <summary>Solves the equations of a graph's Laplacian, on the graph and on ever smaller ones in which strongly joined nodes are one.</summary>
/// <remarks>Aggregation-based multigrid with K-cycles: Notay, An aggregation-based algebraic multigrid method, ETNA 37, 2010.</remarks>
internal sealed class Multigrid
{
    private const int Coarsest = 50;
    private const double Enough = 0.25;   // a coarse residual smaller by this needs no second step
    private readonly WeightedGraph graph;
    private readonly Multigrid? coarse;
    private readonly int[] parents = [];
    private readonly double[] residual, first, firstProduct, second, secondProduct;

    /// <summary>A hierarchy for a graph.</summary>
    public Multigrid(WeightedGraph graph)
    {
        this.graph = graph;
        double[] New() => new double[graph.Count];
        (residual, first, firstProduct, second, secondProduct) = (New(), New(), New(), New(), New());
        if (graph.Count <= Coarsest)
        {
            return;
        }
        // Two rounds of pairs make nodes of about four.
        var (pairs, count) = graph.Pair();
        var paired = graph.Merge(pairs, count);
        var (fours, fewer) = paired.Pair();
        if (fewer < 0.8 * graph.Count)
        {
            parents = Array.ConvertAll(pairs, pair => fours[pair]);
            coarse = new(paired.Merge(fours, fewer));
        }
    }

    /// <summary>The solution of "Laplacian times x is b", by conjugate gradients.</summary>
    /// <param name="b">The right side.</param>
    /// <param name="tolerance">How small the residual becomes, as a share of the right side.</param>
    /// <param name="maxIterations">After how many iterations to leave it at that.</param>
    public double[] Solve(double[] b, double tolerance, int maxIterations)
    {
        var x = new double[b.Length];
        var (left, direction, product, improved) = (b.ToArray(), new double[b.Length], new double[b.Length], new double[b.Length]);
        var goal = tolerance * TensorPrimitives.Norm<double>(b);
        var curvature = 0.0;
        for (var i = 0; i < maxIterations && TensorPrimitives.Norm<double>(left) > goal; i++)
        {
            Precondition(left, improved);
            // K-cycles differ from call to call, so the new direction is made conjugate to the last one by its definition.
            var overlap = i == 0 ? 0 : -TensorPrimitives.Dot<double>(improved, product) / curvature;
            TensorPrimitives.MultiplyAdd(direction, overlap, improved, direction);
            graph.Multiply(direction, product);
            curvature = TensorPrimitives.Dot<double>(direction, product);
            var step = TensorPrimitives.Dot<double>(direction, left) / curvature;
            TensorPrimitives.MultiplyAdd(direction, step, x, x);
            TensorPrimitives.MultiplyAdd(product, -step, left, left);
        }
        return x;
    }

    /// <summary>One cycle from 0.</summary>
    private void Precondition(double[] b, double[] x)
    {
        Array.Clear(x);
        graph.Relax(b, x, forward: true);
        if (coarse is not null)
        {
            graph.Multiply(x, residual);
            var right = new double[coarse.graph.Count];
            for (var i = 0; i < b.Length; i++)
            {
                right[parents[i]] += b[i] - residual[i];
            }
            var correction = coarse.Accelerate(right);
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += correction[parents[i]];
            }
        }
        graph.Relax(b, x, forward: false);
    }

    /// <summary>One or two steps of conjugate gradients, each with a cycle; <paramref name="b"/> is spent.</summary>
    private double[] Accelerate(double[] b)
    {
        var size = TensorPrimitives.Norm<double>(b);
        Precondition(b, first);
        graph.Multiply(first, firstProduct);
        var curvature = TensorPrimitives.Dot<double>(first, firstProduct);
        if (!(curvature > 0))
        {
            return first;   // nothing to correct
        }
        var step = TensorPrimitives.Dot<double>(first, b) / curvature;
        TensorPrimitives.MultiplyAdd(firstProduct, -step, b, b);
        if (TensorPrimitives.Norm<double>(b) <= Enough * size)
        {
            TensorPrimitives.Multiply(first, step, first);
            return first;
        }
        Precondition(b, second);
        graph.Multiply(second, secondProduct);
        var overlap = TensorPrimitives.Dot<double>(second, firstProduct);
        var rest = TensorPrimitives.Dot<double>(second, secondProduct) - overlap * overlap / curvature;
        var secondStep = rest > 0 ? TensorPrimitives.Dot<double>(second, b) / rest : 0;
        TensorPrimitives.Multiply(first, step - overlap * secondStep / curvature, first);
        TensorPrimitives.MultiplyAdd(second, secondStep, first, first);
        return first;
    }
}
