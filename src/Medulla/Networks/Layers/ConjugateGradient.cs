using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Solves A x = y for a positive definite, self-adjoint A that is known by what it does to a tensor alone, such as the normal equations
/// of a reconstruction. Hestenes and Stiefel, Methods of conjugate gradients for solving linear systems (1952).
/// </summary>
/// <param name="linearOp">A, from a tensor to one of the same shape, real or complex.</param>
/// <param name="numIter">Most steps, at least 0; it ends before where the squared residual falls below 1e-10.</param>
public sealed class ConjugateGradient(Func<Tensor, Tensor> linearOp, int numIter) : MultiBlock(nameof(ConjugateGradient))
{
    private const double Enough = 1e-10;

    /// <summary>The solution.</summary>
    /// <param name="x">Where to begin.</param>
    /// <param name="y">The right side, of the same shape.</param>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public Tensor call(Tensor x, Tensor y)
    {
        if (!x.shape.AsSpan().SequenceEqual(y.shape))
        {
            throw new ArgumentException($"ConjugateGradient: x is [{string.Join(", ", x.shape)}] and y [{string.Join(", ", y.shape)}]; they must have the same shape.", nameof(x));
        }
        using var scope = NewDisposeScope();
        var solution = x.alias();
        var residual = y - linearOp(x);
        var (direction, squared) = (residual, Product(residual, residual));
        for (var i = 0; i < numIter && squared.item<double>() >= Enough; i++)
        {
            var turned = linearOp(direction);
            var step = squared / Product(direction, turned);
            (solution, residual) = (solution + step * direction, residual - step * turned);
            var next = Product(residual, residual);
            (direction, squared) = (residual + next / squared * direction, next);
        }
        return solution.MoveToOuterDisposeScope();
    }

    /// <summary>The real part of the inner product, in double precision.</summary>
    private static Tensor Product(Tensor a, Tensor b) => (a.is_complex() ? (a.conj() * b).real : a * b).to_type(ScalarType.Float64).sum();
}
