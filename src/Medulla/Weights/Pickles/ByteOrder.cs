using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Medulla.Weights.Pickles;

/// <summary>Turns big-endian numbers into little-endian ones.</summary>
internal static class ByteOrder
{
    /// <param name="bytes">The numbers, changed in place.</param>
    /// <param name="word">Bytes a number: 1, 2, 4 or 8.</param>
    public static void Reverse(Span<byte> bytes, int word)
    {
        switch (word)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
