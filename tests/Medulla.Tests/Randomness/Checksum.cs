namespace Medulla.Tests.Randomness;

/// <summary>Fowler-Noll-Vo hash over the 64-bit patterns of a sequence: one number stands for thousands of published ones.</summary>
internal static class Checksum
{
    public static ulong Of(IEnumerable<double> values) => Of(values.Select(BitConverter.DoubleToUInt64Bits));

    public static ulong Of(IEnumerable<long> values) => Of(values.Select(value => (ulong)value));

    public static ulong Of(IEnumerable<int> values) => Of(values.Select(value => (ulong)value));

    public static ulong Of(IEnumerable<uint> values) => Of(values.Select(value => (ulong)value));

    public static ulong Of(IEnumerable<ulong> words)
        => words.Aggregate(14695981039346656037UL, (hash, word) => unchecked((hash ^ word) * 1099511628211UL));
}
