using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Draws from a normal distribution so that gradients reach its parameters. Kingma and Welling, Auto-encoding variational Bayes (2014).</summary>
internal static class Reparameterization
{
    /// <summary>The mean plus the standard deviation, times noise if <paramref name="isRandom"/>.</summary>
    public static Tensor Draw(Tensor mean, Tensor logVariance, bool isRandom = true)
    {
        using var scope = NewDisposeScope();
        var std = (0.5 * logVariance).exp();
        return (mean + (isRandom ? randn_like(std) * std : std)).MoveToOuterDisposeScope();
    }
}
