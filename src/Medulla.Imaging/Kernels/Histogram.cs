using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>Counts values in bins, on all cores.</summary>
public static unsafe class Histogram
{
    /// <summary>How many values lie in each bin: at its lower edge or above and below its upper edge, which the last bin includes.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="values">The values; those outside all bins, and NaN, are not counted.</param>
    /// <param name="edges">Where bins begin, and where the last one ends; not descending, and fastest at equal steps.</param>
    /// <exception cref="ArgumentException">There are fewer than two edges, or some descend.</exception>
    public static long[] Count<T>(ReadOnlySpan<T> values, double[] edges)
        where T : unmanaged, INumber<T>
    {
        if (edges.Length < 2 || edges.Zip(edges.Skip(1)).Any(pair => !(pair.First <= pair.Second)))
        {
            throw new ArgumentException($"Histogram: edges [{string.Join(", ", edges)}] were given; at least two are expected, not descending.");
        }
        var last = edges.Length - 2;
        var (low, high) = (edges[0], edges[^1]);
        var perStep = high > low ? (last + 1) / (high - low) : 0;
        var total = new long[edges.Length - 1];
        fixed (T* pinned = values)
        {
            var all = pinned;
            Work.Split(values.Length, 2, (first, end) =>
            {
                var counts = new long[total.Length];
                for (var i = first; i < end; i++)
                {
                    var value = double.CreateTruncating(all[i]);
                    if (!(value >= low && value <= high))
                    {
                        continue;
                    }
                    // At equal steps the bin follows by arithmetic, but for rounding.
                    var bin = Math.Min((int)((value - low) * perStep), last);
                    for (; bin > 0 && value < edges[bin]; bin--)
                    {
                    }
                    for (; bin < last && value >= edges[bin + 1]; bin++)
                    {
                    }
                    counts[bin]++;
                }
                lock (total)
                {
                    for (var bin = 0; bin < total.Length; bin++)
                    {
                        total[bin] += counts[bin];
                    }
                }
            });
        }
        return total;
    }
}
