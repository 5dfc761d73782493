namespace Medulla.Randomness;

public sealed partial class RandomState
{
    // As NumPy: the square root of the precision of double.
    private const double ProbabilityTolerance = 1.4901161193847656e-08;

    /// <summary>An index uniform in [0, n).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is not positive.</exception>
    public int Choice(int n) => (int)RandInt(CheckPopulation(n));

    /// <summary>An index in [0, p.Length) with the probabilities <paramref name="p"/>.</summary>
    /// <exception cref="ArgumentException">The probabilities are negative, not numbers, or their sum is not 1.</exception>
    public int Choice(ReadOnlySpan<double> p) => Choice(p.Length, 1, true, p.ToArray())[0];

    /// <summary>Picks <paramref name="size"/> indices out of [0, n).</summary>
    /// <param name="n">Size of the population.</param>
    /// <param name="size">How many to pick.</param>
    /// <param name="replace">Whether an index may be picked more than once.</param>
    /// <param name="p">Probability of each index; null if all are equal.</param>
    /// <exception cref="ArgumentException">
    /// The population is empty; the size is negative, or without replacement larger than the population or than the number of
    /// indices that have a chance; the probabilities are not n numbers of at least 0 whose sum is 1.
    /// </exception>
    public int[] Choice(int n, int size, bool replace = true, IReadOnlyList<double>? p = null)
    {
        CheckPopulation(n);
        if (!replace && size > n)
        {
            throw new ArgumentException($"Choice: {size} of {n} were asked for without replacement; lower the size or allow replacement.");
        }
        if (p is not null)
        {
            var weights = CheckProbabilities(n, p);
            return replace ? WithReplacement(size, weights) : WithoutReplacement(size, weights);
        }
        if (!replace)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size);
            return Permutation(n)[..size];
        }
        var result = NewArray<int>(size);
        foreach (ref var index in result.AsSpan())
        {
            index = (int)RandInt(n);
        }
        return result;
    }

    /// <summary>The numbers 0 to n-1 in random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] Permutation(int n)
    {
        var result = NewArray<int>(n);
        for (var i = 0; i < n; i++)
        {
            result[i] = i;
        }
        Shuffle<int>(result);
        return result;
    }

    /// <summary>Brings <paramref name="items"/> into random order, in place, from the last to the first (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)Bounded((ulong)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>One trial over categories: <c>multinomial(1, weights).argmax()</c>.</summary>
    /// <param name="weights">Probability of each category; the last one takes what the others leave.</param>
    /// <returns>The category that came up.</returns>
    /// <exception cref="ArgumentException">There is no category, a probability is not in [0, 1], or all but the last exceed 1 together.</exception>
    public int Multinomial(params ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            throw new ArgumentException("Multinomial: there are no weights; give one for each category.");
        }
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] is >= 0 and <= 1))
            {
                throw new ArgumentException($"Multinomial: weight {i} is {weights[i]}; weights lie in [0, 1].");
            }
            sum += i < weights.Length - 1 ? weights[i] : 0;
        }
        if (sum > 1 + 1e-12)
        {
            throw new ArgumentException($"Multinomial: the sum of all weights but the last is {sum}; it is at most 1.");
        }
        var rest = 1.0;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            if (weights[i] > 0 && BinomialOfOne(weights[i] / rest))   // no draw for a category without a chance
            {
                return i;
            }
            rest -= weights[i];
        }
        return weights.Length - 1;
    }

    private int[] WithReplacement(int size, double[] weights)
    {
        var result = NewArray<int>(size);
        var cumulative = Cumulative(weights);
        foreach (ref var index in result.AsSpan())
        {
            index = Find(cumulative, Rand());
        }
        return result;
    }

    /// <summary>In rounds: draws as many as are missing, keeps those that are new, and takes their weight away.</summary>
    private int[] WithoutReplacement(int size, double[] weights)
    {
        var possible = weights.Count(weight => weight > 0);
        if (size > possible)
        {
            throw new ArgumentException($"Choice: {size} were asked for without replacement, but only {possible} have a probability above 0.");
        }
        var result = NewArray<int>(size);
        var found = 0;
        while (found < size)
        {
            var draws = Rand(size - found);
            var cumulative = Cumulative(weights);
            foreach (var draw in draws)
            {
                var index = Find(cumulative, draw);
                if (weights[index] > 0)
                {
                    weights[index] = 0;
                    result[found++] = index;
                }
            }
        }
        return result;
    }

    private static double[] Cumulative(double[] weights)
    {
        var result = new double[weights.Length];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            result[i] = sum += weights[i];
        }
        foreach (ref var value in result.AsSpan())
        {
            value /= sum;
        }
        return result;
    }

    /// <summary>The first index whose cumulative probability is above <paramref name="draw"/>.</summary>
    private static int Find(double[] cumulative, double draw)
    {
        var (low, high) = (0, cumulative.Length - 1);   // the last value is 1, above every draw
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = cumulative[middle] > draw ? (low, middle) : (middle + 1, high);
        }
        return low;
    }

    private static int CheckPopulation(int n) => n > 0 ? n
        : throw new ArgumentOutOfRangeException(nameof(n), $"Choice: the population has {n} members; it must have at least 1.");

    private static double[] CheckProbabilities(int n, IReadOnlyList<double> p)
    {
        if (p.Count != n)
        {
            throw new ArgumentException($"Choice: {p.Count} probabilities were given for a population of {n}.");
        }
        for (var i = 0; i < n; i++)
        {
            if (!(p[i] >= 0))
            {
                throw new ArgumentException($"Choice: probability {i} is {p[i]}; it must be at least 0.");
            }
        }
        var sum = p.Sum();
        return Math.Abs(sum - 1) <= ProbabilityTolerance ? [.. p]
            : throw new ArgumentException($"Choice: the probabilities sum to {sum}, not to 1; divide them by their sum.");
    }
}
