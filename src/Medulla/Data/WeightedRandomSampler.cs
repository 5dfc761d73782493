using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Data;

/// <summary>Draws items at random, some more often than others.</summary>
/// <param name="weights">How often each item is drawn, relative to the others; none below 0.</param>
/// <param name="numSamples">Number of items of an epoch.</param>
/// <param name="replacement">Whether an item may come more than once.</param>
/// <exception cref="ArgumentException">A weight is below 0, all are 0, or there are fewer items to draw from than to draw without replacement.</exception>
public sealed class WeightedRandomSampler(Values<double> weights, int numSamples, bool replacement = true) : ISampler
{
    private readonly double[] shares = Shares(weights, replacement ? 1 : numSamples);

    /// <inheritdoc/>
    public int Count { get; } = Check.Positive(numSamples);

    /// <inheritdoc/>
    public IReadOnlyList<int> Order(int epoch, uint seed)
    {
        var random = new RandomState(seed);
        if (!replacement)
        {
            // The largest of u^(1/w) are a weighted draw without replacement (Efraimidis and Spirakis, 2006).
            return [.. shares.Select((share, item) => (item, key: share > 0 ? Math.Log(1 - random.Uniform(0, 1)) / share : double.NegativeInfinity))
                .OrderByDescending(one => one.key).Take(Count).Select(one => one.item)];
        }
        var sums = new double[shares.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = shares[i] + (i > 0 ? sums[i - 1] : 0);
        }
        return [.. Enumerable.Range(0, Count).Select(_ => Drawn(sums, random.Uniform(0, sums[^1])))];
    }

    /// <summary>The first item whose sum of shares lies above a number.</summary>
    private static int Drawn(double[] sums, double number)
    {
        var (low, high) = (0, sums.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sums[middle] > number ? (low, middle) : (middle + 1, high);
        }
        return low;
    }

    private static double[] Shares(Values<double> weights, int needed)
    {
        var positive = weights.Count(weight => weight > 0);
        return weights.All(weight => weight >= 0 && double.IsFinite(weight)) && positive >= Math.Max(1, needed) ? [.. weights]
            : throw new ArgumentException($"WeightedRandomSampler: {positive} of {weights.Count} weights are above 0; at least {Math.Max(1, needed)} must be, and none below.", nameof(weights));
    }
}
