using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Weights of a Gaussian along one axis.</summary>
internal static class GaussianKernel
{
    /// <summary>The weights, symmetric and odd in number; their sum is 1 but for what is cut off and for rounding.</summary>
    /// <param name="sigma">Standard deviation in voxels, above 0.</param>
    /// <param name="truncated">How many standard deviations the kernel reaches to either side.</param>
    /// <param name="approximation">How the Gaussian becomes weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not above 0.</exception>
    public static double[] Weights(double sigma, double truncated = 4, GaussianApproximation approximation = GaussianApproximation.Erf)
    {
        Check.Positive(sigma);
        Check.Positive(truncated);
        var tail = (int)(Math.Max(sigma * truncated, 0.5) + 0.5);
        var half = approximation switch
        {
            GaussianApproximation.Erf => Integrated(sigma, tail),
            GaussianApproximation.Sampled
                => [.. Enumerable.Range(0, tail + 1).Select(x => Math.Exp(-0.5 * x * x / (sigma * sigma)) / (Math.Sqrt(2 * Math.PI) * sigma))],
            _ => Discrete(sigma * sigma, tail),
        };
        return [.. half.Skip(1).Reverse(), .. half];
    }

    private static double[] Integrated(double sigma, int tail)
    {
        using var scope = NewDisposeScope();
        var edges = ((arange(tail + 2, ScalarType.Float64) - 0.5) / (Math.Sqrt(2) * sigma)).erf();
        return (0.5 * (edges[1..] - edges[..^1])).clamp_min(0).data<double>().ToArray();
    }

    /// <summary>exp(-t) I_n(t) by Miller's backward recursion; the sum over all n, I_0 + 2 (I_1 + I_2 + ...) = exp(t), gives the scale.</summary>
    private static double[] Discrete(double variance, int tail)
    {
        var start = 2 * (tail + (int)Math.Sqrt(40.0 * (tail + 1)) + (int)variance + 1);
        var values = new double[start + 2];
        values[start] = 1e-300;
        for (var n = start; n > 0; n--)
        {
            values[n - 1] = values[n + 1] + 2 * n / variance * values[n];
            if (values[n - 1] > 1e200)
            {
                for (var i = n - 1; i <= start; i++)
                {
                    values[i] *= 1e-200;
                }
            }
        }
        var total = values[0] + 2 * values.Skip(1).Sum();
        return [.. values.Take(tail + 1).Select(value => value / total)];
    }
}
