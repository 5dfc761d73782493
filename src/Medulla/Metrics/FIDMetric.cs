using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Fréchet inception distance: how far the distributions of two sets of pictures' features lie apart, both taken for normal. Heusel et al., GANs
/// Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium (2017). Which network makes the features is up to the caller.
/// </summary>
public sealed class FIDMetric
{
    /// <summary>The distance of two sets of features.</summary>
    /// <param name="yPred">Features of made pictures, [N, F], at least two of each.</param>
    /// <param name="y">Features of real pictures, [M, F].</param>
    /// <returns>A number, float64.</returns>
    /// <exception cref="ArgumentException">The shapes are others, or features are NaN.</exception>
    public Tensor Call(Tensor yPred, Tensor y)
    {
        if (yPred.Dimensions != 2 || y.Dimensions != 2 || yPred.shape[1] != y.shape[1] || yPred.shape[0] < 2 || y.shape[0] < 2 || y.shape[1] == 0)
        {
            throw new ArgumentException($"FIDMetric: y_pred is {MetricInput.Text(yPred)} and y {MetricInput.Text(y)}; [pictures, features] is expected, "
                + "with at least two pictures of each and the same features.");
        }
        MetricInput.RequireNumbers(nameof(FIDMetric), yPred);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var ((muX, sigmaX), (muY, sigmaY)) = (Moments(yPred), Moments(y));
        return ComputeFrechetDistance(muX, sigmaX, muY, sigmaY).MoveToOuterDisposeScope();
    }

    /// <summary>The Fréchet distance of two normal distributions, |μx - μy|² + tr(Σx + Σy - 2 (Σx Σy)^½).</summary>
    /// <param name="muX">Mean of one, [F].</param>
    /// <param name="sigmaX">Its covariance, [F, F].</param>
    /// <param name="muY">Mean of the other.</param>
    /// <param name="sigmaY">Its covariance.</param>
    /// <param name="epsilon">Accepted for configurations' sake: the root is taken of a symmetric matrix here, which singular covariances do not upset.</param>
    /// <returns>A number, float64.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor ComputeFrechetDistance(Tensor muX, Tensor sigmaX, Tensor muY, Tensor sigmaY, double epsilon = 1e-6)
    {
        var count = muX.Dimensions == 1 ? muX.shape[0] : -1;
        if (!muY.shape.AsSpan().SequenceEqual([count]) || new[] { sigmaX, sigmaY }.Any(sigma => !sigma.shape.AsSpan().SequenceEqual([count, count])))
        {
            throw new ArgumentException($"Fréchet distance: means are {MetricInput.Text(muX)} and {MetricInput.Text(muY)}, covariances {MetricInput.Text(sigmaX)} and "
                + $"{MetricInput.Text(sigmaY)}; [F] and [F, F] are expected.");
        }
        using var scope = NewDisposeScope();
        var (a, b) = (sigmaX.to_type(ScalarType.Float64), sigmaY.to_type(ScalarType.Float64));
        var difference = (muX - muY).to_type(ScalarType.Float64);
        // The product of two covariances has the eigenvalues of A^½ B A^½, which is symmetric.
        var (values, vectors) = linalg.eigh(a);
        var root = (vectors * values.clamp_min(0).sqrt()).mm(vectors.t());
        var mixed = linalg.eigvalsh(root.mm(b).mm(root)).clamp_min(0).sqrt().sum();
        return (difference.square().sum() + a.trace() + b.trace() - (2 * mixed)).MoveToOuterDisposeScope();
    }

    private static (Tensor Mean, Tensor Covariance) Moments(Tensor features)
    {
        var x = features.to_type(ScalarType.Float64);
        var mean = x.mean([0]);
        var centered = x - mean;
        return (mean, centered.t().mm(centered) / (x.shape[0] - 1));
    }
}
