using Medulla.Imaging;

namespace Medulla.Randomness;

/// <summary>
/// NumPy's legacy generator <c>numpy.random.RandomState</c>, bit for bit: equal seeds and equal calls in equal order give equal
/// numbers. Not for use by several threads at once; give each its own, or a <see cref="Clone"/>.
/// </summary>
public sealed partial class RandomState
{
    private readonly MersenneTwister bits;
    private double? cachedGaussian;

    /// <summary>A generator seeded by the operating system, different each time.</summary>
    public RandomState() : this(MersenneTwister.SystemSeed()) { }

    /// <summary>A generator in the state that <c>RandomState(seed)</c> has.</summary>
    public RandomState(uint seed) => bits = new(seed);

    /// <summary>A generator that goes on from <paramref name="state"/>.</summary>
    public RandomState(RandomSnapshot state)
        => (bits, cachedGaussian) = (new(state.Key.Span, state.Position), state.HasGauss ? state.CachedGaussian : null);

    /// <summary>A generator that goes on from the given state of a Mersenne Twister.</summary>
    /// <param name="key">Its 624 words.</param>
    /// <param name="position">How many of them were used, in [0, 624].</param>
    /// <param name="hasGauss">Whether a second normal variate waits to be returned.</param>
    /// <param name="cachedGaussian">That variate.</param>
    /// <exception cref="ArgumentException">The key has not 624 words, or the position is not in [0, 624].</exception>
    public RandomState(ReadOnlySpan<uint> key, int position, bool hasGauss = false, double cachedGaussian = 0)
        : this(new RandomSnapshot(Values.Create(key), position, hasGauss, cachedGaussian)) { }

    /// <summary>The state now, to go on from later.</summary>
    public RandomSnapshot State => new(Values.Create(bits.Key), bits.Position, cachedGaussian is not null, cachedGaussian ?? 0);

    /// <summary>An independent generator that draws the same numbers from here on.</summary>
    public RandomState Clone() => new(State);

    /// <summary>32 random bits: <c>randint(2**32, dtype=uint32)</c>, from which child generators are seeded.</summary>
    public uint NextUInt32() => bits.Next();

    /// <summary>A number uniform in [0, 1): <c>rand()</c>, <c>random_sample()</c>.</summary>
    public double Rand() => bits.NextDouble();

    /// <summary><paramref name="count"/> numbers uniform in [0, 1).</summary>
    public double[] Rand(int count) => Uniform(0, 1, count);

    /// <summary>A number uniform in [low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width of the interval is not finite.</exception>
    public double Uniform(double low = 0, double high = 1) => low + Width(low, high) * bits.NextDouble();

    /// <summary><paramref name="count"/> numbers uniform in [low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width of the interval is not finite, or the count is negative.</exception>
    public double[] Uniform(double low, double high, int count)
    {
        var result = NewArray<double>(count);
        FillUniform(result, low, high);
        return result;
    }

    /// <summary>Fills <paramref name="destination"/> with numbers uniform in [low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width of the interval is not finite.</exception>
    public void FillUniform(Span<double> destination, double low = 0, double high = 1)
    {
        var width = Width(low, high);
        foreach (ref var value in destination)
        {
            value = low + width * bits.NextDouble();
        }
    }

    /// <summary>Fills <paramref name="destination"/> with numbers uniform in [low, high), drawn in double precision and then rounded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width of the interval is not finite.</exception>
    public void FillUniform(Span<float> destination, double low = 0, double high = 1)
    {
        var width = Width(low, high);
        foreach (ref var value in destination)
        {
            value = (float)(low + width * bits.NextDouble());
        }
    }

    /// <summary>A number of the standard normal distribution, by Marsaglia's polar method, which keeps each second one for the next call.</summary>
    public double Gauss()
    {
        if (cachedGaussian is { } cached)
        {
            cachedGaussian = null;
            return cached;
        }
        double x1, x2, r2;
        do
        {
            x1 = 2 * bits.NextDouble() - 1;
            x2 = 2 * bits.NextDouble() - 1;
            r2 = x1 * x1 + x2 * x2;
        }
        while (r2 >= 1 || r2 == 0);
        var f = Math.Sqrt(-2 * Math.Log(r2) / r2);
        cachedGaussian = f * x1;
        return f * x2;
    }

    /// <summary><paramref name="count"/> numbers of the standard normal distribution.</summary>
    public double[] RandN(int count) => Normal(0, 1, count);

    /// <summary>A number of the normal distribution.</summary>
    /// <param name="mean">Its mean.</param>
    /// <param name="std">Its standard deviation, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> is negative.</exception>
    public double Normal(double mean = 0, double std = 1) => mean + CheckStd(std) * Gauss();

    /// <summary><paramref name="count"/> numbers of the normal distribution.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> or the count is negative.</exception>
    public double[] Normal(double mean, double std, int count)
    {
        var result = NewArray<double>(count);
        FillNormal(result, mean, std);
        return result;
    }

    /// <summary>Fills <paramref name="destination"/> with numbers of the normal distribution.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> is negative.</exception>
    public void FillNormal(Span<double> destination, double mean = 0, double std = 1)
    {
        CheckStd(std);
        foreach (ref var value in destination)
        {
            value = mean + std * Gauss();
        }
    }

    /// <summary>Fills <paramref name="destination"/> with numbers of the normal distribution, drawn in double precision and then rounded.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> is negative.</exception>
    public void FillNormal(Span<float> destination, double mean = 0, double std = 1)
    {
        CheckStd(std);
        foreach (ref var value in destination)
        {
            value = (float)(mean + std * Gauss());
        }
    }

    private static double Width(double low, double high) => double.IsFinite(high - low) ? high - low
        : throw new ArgumentOutOfRangeException(nameof(high), $"Uniform: the interval [{low}, {high}) has no finite width.");

    private static double CheckStd(double std) => std < 0
        ? throw new ArgumentOutOfRangeException(nameof(std), $"Normal: the standard deviation is {std}; it must be at least 0.") : std;

    private static T[] NewArray<T>(int count) => count >= 0 ? new T[count]
        : throw new ArgumentOutOfRangeException(nameof(count), $"RandomState: {count} numbers were asked for; a count is at least 0.");
}
