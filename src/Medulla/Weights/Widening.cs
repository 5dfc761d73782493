using System.Buffers.Binary;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>Turns stored numbers of types without arithmetic in libtorch into those of the next wider type.</summary>
internal static class Widening
{
    /// <param name="dtype">The stored type by <see cref="SafeTensorsType"/>'s name.</param>
    /// <param name="stored">The numbers, little-endian.</param>
    /// <param name="destination">A contiguous CPU tensor of the wider type, of as many elements.</param>
    /// <returns>Whether all fit; only a U64 may not.</returns>
    public static bool Widen(string dtype, ReadOnlySpan<byte> stored, Tensor destination)
    {
        switch (dtype)
        {
            case "U16":
                Convert(stored, destination.AsSpan<int>(), 2, bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes));
                return true;
            case "U32":
                Convert(stored, destination.AsSpan<long>(), 4, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                return true;
            case "U64":
                Convert(stored, destination.AsSpan<long>(), 8, BinaryPrimitives.ReadInt64LittleEndian);
                return !destination.AsSpan<long>().ContainsAnyInRange(long.MinValue, -1);
            case "F8_E4M3":
                Convert(stored, destination.AsSpan<float>(), 1, bytes => SafeTensorsType.FromE4M3(bytes[0]));
                return true;
            default:
                Convert(stored, destination.AsSpan<float>(), 1, bytes => SafeTensorsType.FromE5M2(bytes[0]));
                return true;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> stored, Span<T> destination, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = read(stored.Slice(i * size, size));
        }
    }
}
