namespace Medulla.Randomness;

public sealed partial class RandomState
{
    // Coefficients of Stirling's series for the logarithm of the gamma function, B(2k) / (2k (2k - 1)).
    private static readonly double[] Stirling =
    [
        8.333333333333333e-02, -2.777777777777778e-03, 7.936507936507937e-04, -5.952380952380952e-04, 8.417508417508418e-04,
        -1.917526917526918e-03, 6.410256410256410e-03, -2.955065359477124e-02, 1.796443723688307e-01, -1.39243221690590e+00,
    ];

    /// <summary>True with probability <paramref name="p"/>: <c>binomial(1, p)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [0, 1].</exception>
    public bool Bernoulli(double p) => p is >= 0 and <= 1 ? BinomialOfOne(p)
        : throw new ArgumentOutOfRangeException(nameof(p), $"Bernoulli: the probability is {p}; it lies in [0, 1].");

    /// <summary>A number of the exponential distribution with mean <paramref name="scale"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is negative.</exception>
    public double Exponential(double scale = 1) => NotNegative(scale, nameof(Exponential), nameof(scale)) * StandardExponential();

    /// <summary>A number of the gamma distribution.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    public double Gamma(double shape, double scale = 1)
        => NotNegative(scale, nameof(Gamma), nameof(scale)) * StandardGamma(NotNegative(shape, nameof(Gamma), nameof(shape)));

    /// <summary>A number of the chi-square distribution with <paramref name="df"/> degrees of freedom.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="df"/> is not positive.</exception>
    public double Chisquare(double df) => 2 * StandardGamma(Positive(df, nameof(Chisquare), nameof(df)) / 2);

    /// <summary>A number of the beta distribution: Johnk's method where both parameters are at most 1, else by two gamma variates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive.</exception>
    public double Beta(double a, double b)
    {
        Positive(a, nameof(Beta), nameof(a));
        Positive(b, nameof(Beta), nameof(b));
        if (a > 1 || b > 1)
        {
            var first = StandardGamma(a);
            return first / (first + StandardGamma(b));
        }
        while (true)
        {
            var (u, v) = (Rand(), Rand());
            var (x, y) = (Math.Pow(u, 1 / a), Math.Pow(v, 1 / b));
            if (x + y > 1)
            {
                continue;
            }
            if (x + y > 0)
            {
                return x / (x + y);
            }
            // Both powers underflowed: the same quotient by logarithms.
            var (logX, logY) = (Math.Log(u) / a, Math.Log(v) / b);
            var largest = Math.Max(logX, logY);
            (logX, logY) = (logX - largest, logY - largest);
            return Math.Exp(logX - Math.Log(Math.Exp(logX) + Math.Exp(logY)));
        }
    }

    /// <summary><paramref name="count"/> numbers of the beta distribution.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive, or the count is negative.</exception>
    public double[] Beta(double a, double b, int count)
    {
        var result = NewArray<double>(count);
        foreach (ref var value in result.AsSpan())
        {
            value = Beta(a, b);
        }
        return result;
    }

    /// <summary>
    /// A number of the Poisson distribution with mean <paramref name="mean"/>: products of uniform numbers below 10, from there on
    /// Hörmann's transformed rejection ("The transformed rejection method for generating Poisson random variables", 1993).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is negative, or too large for the result to be an integer of 64 bits.</exception>
    public long Poisson(double mean = 1)
    {
        if (!(mean is >= 0 and < 9.2e18))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), $"Poisson: the mean is {mean}; it lies in [0, 9.2e18).");
        }
        if (mean == 0)
        {
            return 0;
        }
        return mean < 10 ? PoissonByProducts(mean) : PoissonByRejection(mean);
    }

    private long PoissonByProducts(double mean)
    {
        var limit = Math.Exp(-mean);
        var product = Rand();
        var count = 0L;
        for (; product > limit; count++)
        {
            product *= Rand();
        }
        return count;
    }

    private long PoissonByRejection(double mean)
    {
        var (root, log) = (Math.Sqrt(mean), Math.Log(mean));
        var b = 0.931 + 2.53 * root;
        var a = -0.059 + 0.02483 * b;
        var inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        var vr = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            var u = Rand() - 0.5;
            var v = Rand();
            var us = 0.5 - Math.Abs(u);
            var k = (long)Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= vr)
            {
                return k;
            }
            if (k < 0 || (us < 0.013 && v > us))
            {
                continue;
            }
            if (Math.Log(v) + Math.Log(inverseAlpha) - Math.Log(a / (us * us) + b) <= -mean + k * log - LogGamma(k + 1))
            {
                return k;
            }
        }
    }

    /// <summary>By inversion of one uniform number.</summary>
    private bool BinomialOfOne(double p)
    {
        var rarer = p <= 0.5 ? p : 1 - p;
        return Rand() > Math.Exp(Math.Log(1 - rarer)) == p <= 0.5;
    }

    private double StandardExponential() => -Math.Log(1 - Rand());

    /// <summary>Ahrens and Dieter's method below shape 1, Marsaglia and Tsang's ("A simple method for generating gamma variables", 2000) above.</summary>
    private double StandardGamma(double shape)
    {
        if (shape is 0 or 1)
        {
            return shape == 0 ? 0 : StandardExponential();
        }
        return shape < 1 ? GammaBelowOne(shape) : GammaAboveOne(shape);
    }

    private double GammaBelowOne(double shape)
    {
        while (true)
        {
            var u = Rand();
            var v = StandardExponential();
            var y = u <= 1 - shape ? 0 : -Math.Log((1 - u) / shape);
            var x = Math.Pow(u <= 1 - shape ? u : 1 - shape + shape * y, 1 / shape);
            if (x <= v + y)
            {
                return x;
            }
        }
    }

    private double GammaAboveOne(double shape)
    {
        var b = shape - 1 / 3.0;
        var c = 1 / Math.Sqrt(9 * b);
        while (true)
        {
            double x, v;
            do
            {
                x = Gauss();
                v = 1 + c * x;
            }
            while (v <= 0);
            v = v * v * v;
            var u = Rand();
            if (u < 1 - 0.0331 * (x * x) * (x * x) || Math.Log(u) < 0.5 * x * x + b * (1 - v + Math.Log(v)))
            {
                return b * v;
            }
        }
    }

    /// <summary>Logarithm of the gamma function: Stirling's series from 7 on, the recurrence below.</summary>
    private static double LogGamma(double x)
    {
        if (x is 1 or 2)
        {
            return 0;
        }
        var steps = x < 7 ? (int)(7 - x) : 0;
        var shifted = x + steps;
        var inverseSquare = 1 / shifted * (1 / shifted);
        var series = Stirling[^1];
        for (var k = Stirling.Length - 2; k >= 0; k--)
        {
            series = series * inverseSquare + Stirling[k];
        }
        var result = series / shifted + 0.5 * 1.8378770664093453 + (shifted - 0.5) * Math.Log(shifted) - shifted;
        for (; steps > 0; steps--)
        {
            shifted -= 1;
            result -= Math.Log(shifted);
        }
        return result;
    }

    private static double Positive(double value, string method, string parameter) => value > 0 ? value
        : throw new ArgumentOutOfRangeException(parameter, $"{method}: {parameter} is {value}; it must be above 0.");

    private static double NotNegative(double value, string method, string parameter) => value >= 0 ? value
        : throw new ArgumentOutOfRangeException(parameter, $"{method}: {parameter} is {value}; it must be at least 0.");
}
