using System.Numerics;

namespace Medulla.Randomness;

public sealed partial class RandomState
{
    /// <summary>An integer uniform in [0, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not positive.</exception>
    public long RandInt(long high) => RandInt(0, high);

    /// <summary>An integer uniform in [low, high); no random bits are used where only one is possible.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty.</exception>
    public long RandInt(long low, long high) => low + (long)Bounded(Range(low, high));

    /// <summary><paramref name="count"/> integers uniform in [low, high).</summary>
    /// <param name="low">Lower bound, inclusive.</param>
    /// <param name="high">Upper bound, exclusive.</param>
    /// <param name="count">How many.</param>
    /// <param name="bits">
    /// Width of NumPy's <c>dtype</c>: 64, 32, 16, 8, or 1 for <c>bool</c>. The values of one call share 32 random bits where several
    /// fit in, so another width is another sequence.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty or wider than the width allows, or the count is negative.</exception>
    public long[] RandInt(long low, long high, int count, int bits = 64)
    {
        var range = Range(low, high);
        if (bits is not (64 or 32 or 16 or 8 or 1) || (bits < 64 && range >> bits != 0))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), $"RandInt: [{low}, {high}) does not fit in {bits} bits; widths are 64, 32, 16, 8 and 1.");
        }
        var result = NewArray<long>(count);
        if (bits >= 32)
        {
            foreach (ref var value in result.AsSpan())
            {
                value = low + (long)Bounded(range);
            }
            return result;
        }
        var (buffer, left) = (0u, 0);
        var mask = Mask(range);
        foreach (ref var value in result.AsSpan())
        {
            ulong drawn = 0;
            do
            {
                if (range == 0)
                {
                    break;
                }
                (buffer, left) = left == 0 ? (this.bits.Next(), 32 / bits - 1) : (buffer >> bits, left - 1);
                drawn = buffer & mask;
            }
            while (drawn > range);
            value = low + (long)drawn;
        }
        return result;
    }

    /// <summary>An integer uniform in [0, max]: random bits under the smallest mask that covers max, until they are not above it.</summary>
    private ulong Bounded(ulong max)
    {
        if (max == 0)
        {
            return 0;
        }
        var mask = Mask(max);
        ulong value;
        do
        {
            value = (max <= uint.MaxValue ? bits.Next() : bits.Next64()) & mask;
        }
        while (value > max);
        return value;
    }

    private static ulong Mask(ulong max) => max == 0 ? 0 : ulong.MaxValue >> BitOperations.LeadingZeroCount(max);

    private static ulong Range(long low, long high) => low < high ? (ulong)high - (ulong)low - 1
        : throw new ArgumentOutOfRangeException(nameof(high), $"RandInt: [{low}, {high}) holds no integer; the upper bound is exclusive.");
}
