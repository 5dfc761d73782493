using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Maximum mean discrepancy of two sets of pictures, unbiased and with the linear kernel. Gretton et al., A Kernel Two-Sample Test (2012).
/// </summary>
/// <param name="yMapping">What makes features of pictures, such as a network; null if they are compared as they are.</param>
public sealed class MMDMetric(Func<Tensor, Tensor>? yMapping = null)
{
    /// <summary>The discrepancy.</summary>
    /// <inheritdoc cref="ComputeMmd" path="/param"/>
    /// <inheritdoc cref="ComputeMmd" path="/returns"/>
    /// <inheritdoc cref="ComputeMmd" path="/exception"/>
    public Tensor Call(Tensor y, Tensor yPred) => ComputeMmd(y, yPred, yMapping);

    /// <summary>The discrepancy.</summary>
    /// <param name="y">Real pictures, [B, ...], at least two.</param>
    /// <param name="yPred">Made pictures, of the same shape.</param>
    /// <param name="yMapping">What makes features of pictures; null if they are compared as they are.</param>
    /// <returns>A number; may be below 0.</returns>
    /// <exception cref="ArgumentException">There is one picture, the shapes differ, or predictions are NaN.</exception>
    public static Tensor ComputeMmd(Tensor y, Tensor yPred, Func<Tensor, Tensor>? yMapping = null)
    {
        MetricInput.RequireNumbers("maximum mean discrepancy", yPred);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (real, made) = yMapping is null ? (y, yPred) : (yMapping(y), yMapping(yPred));
        if (y.Dimensions == 0 || y.shape[0] < 2 || yPred.shape is [] or [1, ..] || !real.shape.AsSpan().SequenceEqual(made.shape))
        {
            throw new ArgumentException($"maximum mean discrepancy: y is {MetricInput.Text(y)} and y_pred {MetricInput.Text(yPred)}{(yMapping is null ? "" : $", mapped to {MetricInput.Text(real)} and {MetricInput.Text(made)}")}; "
                + "the same shape is expected, and at least two pictures.");
        }
        var (a, b) = (real.reshape([real.shape[0], -1]), made.reshape([made.shape[0], -1]));
        return (WithoutSelf(a) + WithoutSelf(b) - (2 * a.mm(b.t()).mean())).MoveToOuterDisposeScope();
    }

    /// <summary>The mean product of two different pictures of a set.</summary>
    private static Tensor WithoutSelf(Tensor features)
    {
        var products = features.mm(features.t());
        var count = features.shape[0];
        return (products.sum() - products.trace()) / (count * (count - 1));
    }
}
