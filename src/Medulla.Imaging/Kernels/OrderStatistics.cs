using System.Runtime.CompilerServices;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// Finds values by their rank without sorting the others: the upper halves of all values are counted, then the lower halves of those
/// that share their upper half with a wanted one. Two passes over the values, on all cores.
/// </summary>
public static unsafe class OrderStatistics
{
    private const int Halves = 1 << 16;

    /// <summary>The values that would stand at the given ranks if all were sorted, least first.</summary>
    /// <param name="values">In any order; NaN counts as larger than all numbers.</param>
    /// <param name="ranks">From 0 to one less than the number of values, in any order; a few, as each may take a table of its own.</param>
    /// <returns>A value for each rank.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rank.</exception>
    public static float[] Select(ReadOnlySpan<float> values, params ReadOnlySpan<long> ranks)
    {
        foreach (var rank in ranks)
        {
            if (rank < 0 || rank >= values.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(ranks), rank, $"OrderStatistics: there is no rank {rank} among {values.Length} values.");
            }
        }
        var (uppers, within) = (new int[ranks.Length], new long[ranks.Length]);
        var tables = new int[Halves];   // 1, 2, ... for the wanted upper halves, 0 for others
        var found = new float[ranks.Length];
        fixed (float* all = values)
        {
            var counts = Count(all, values.Length, null, 1);
            var wanted = 0;
            for (var i = 0; i < ranks.Length; i++)
            {
                (uppers[i], within[i]) = Find(counts, ranks[i]);
                tables[uppers[i]] = tables[uppers[i]] > 0 ? tables[uppers[i]] : ++wanted;
            }
            counts = Count(all, values.Length, tables, wanted);
            for (var i = 0; i < ranks.Length; i++)
            {
                var (lower, _) = Find(counts.AsSpan((tables[uppers[i]] - 1) * Halves, Halves), within[i]);
                found[i] = Value((uint)uppers[i] << 16 | (uint)lower);
            }
        }
        return found;
    }

    /// <summary>How often each upper half occurs; or, in each of some tables, each lower half.</summary>
    private static int[] Count(float* all, long length, int[]? tables, int number)
    {
        var total = new int[number * Halves];
        Work.Split(length, 2, (first, end) =>
        {
            var counts = new int[total.Length];
            for (var i = first; i < end; i++)
            {
                var key = Key(all[i]);
                var table = tables is null ? 0 : tables[key >> 16];
                if (tables is null)
                {
                    counts[key >> 16]++;
                }
                else if (table > 0)
                {
                    counts[(table - 1) * Halves + (int)(key & (Halves - 1))]++;
                }
            }
            lock (total)
            {
                for (var i = 0; i < total.Length; i++)
                {
                    total[i] += counts[i];
                }
            }
        });
        return total;
    }

    /// <summary>Where in a table a rank falls, and the rank among the values there.</summary>
    private static (int Place, long Rank) Find(ReadOnlySpan<int> counts, long rank)
    {
        var place = 0;
        for (; rank >= counts[place]; place++)
        {
            rank -= counts[place];
        }
        return (place, rank);
    }

    /// <summary>Whole numbers in the order of the values: the sign bit of positive ones is set, all bits of negative ones are turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        return float.IsNaN(value) ? uint.MaxValue : (uint)(bits ^ (bits >> 31 | int.MinValue));
    }

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle(key >= 1u << 31 ? key & int.MaxValue : ~key);
}
