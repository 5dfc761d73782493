using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Medulla.Weights.Archives;

/// <summary>
/// The checksum of zip entries: CRC-32, polynomial 0x04C11DB7, bits reversed. By carry-less multiplication where the processor has
/// it (Gopal et al., Fast CRC computation for generic polynomials using PCLMULQDQ, 2009), else eight bytes a step from tables.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on with a checksum.</summary>
    /// <param name="crc">The checksum of what came before, 0 at the beginning.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= 64)
        {
            var folded = bytes.Length & ~15;
            crc = Fold(crc, MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes[..folded]));
            bytes = bytes[folded..];
        }
        return ~ByTables(crc, bytes);
    }

    /// <summary>The checksum from tables alone.</summary>
    public static uint AppendByTables(uint crc, ReadOnlySpan<byte> bytes) => ~ByTables(~crc, bytes);

    private static uint ByTables(uint crc, ReadOnlySpan<byte> bytes)
    {
        var t = Tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var word = MemoryMarshal.Read<ulong>(bytes) ^ crc;
            crc = t[7][(byte)word] ^ t[6][(byte)(word >> 8)] ^ t[5][(byte)(word >> 16)] ^ t[4][(byte)(word >> 24)]
                ^ t[3][(byte)(word >> 32)] ^ t[2][(byte)(word >> 40)] ^ t[1][(byte)(word >> 48)] ^ t[0][word >> 56];
        }
        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ t[0][(byte)(crc ^ b)];
        }
        return crc;
    }

    /// <summary>Four lanes of 16 bytes are moved 64 bytes on by two multiplications each, then into one, then reduced to 32 bits.</summary>
    private static uint Fold(uint crc, ReadOnlySpan<Vector128<ulong>> blocks)
    {
        var by64 = Vector128.Create(0x1_5444_2bd4UL, 0x1_c6e4_1596UL);   // x^(512+32), x^(512-32) mod P
        var by16 = Vector128.Create(0x1_7519_97d0UL, 0x0_ccaa_009eUL);   // x^(128+32), x^(128-32) mod P
        var (a, b, c, d) = (blocks[0] ^ Vector128.CreateScalar((ulong)crc), blocks[1], blocks[2], blocks[3]);
        for (blocks = blocks[4..]; blocks.Length >= 4; blocks = blocks[4..])
        {
            (a, b, c, d) = (Step(a, by64) ^ blocks[0], Step(b, by64) ^ blocks[1], Step(c, by64) ^ blocks[2], Step(d, by64) ^ blocks[3]);
        }
        a = Step(a, by16) ^ b;
        a = Step(a, by16) ^ c;
        a = Step(a, by16) ^ d;
        foreach (var block in blocks)
        {
            a = Step(a, by16) ^ block;
        }
        // 128 bits to 64, then Barrett's reduction to 32.
        a = Pclmulqdq.CarrylessMultiply(a, by16, 0x10) ^ Sse2.ShiftRightLogical128BitLane(a, 8);
        var low = Vector128.Create(0xFFFF_FFFFUL, 0);
        a = Pclmulqdq.CarrylessMultiply(a & low, Vector128.CreateScalar(0x1_63cd_6124UL), 0) ^ Sse2.ShiftRightLogical128BitLane(a, 4);
        var reducer = Vector128.Create(0x1_db71_0641UL, 0x1_f701_1641UL);   // P and x^64 / P
        var quotient = Pclmulqdq.CarrylessMultiply(a & low, reducer, 0x10) & low;
        return (Pclmulqdq.CarrylessMultiply(quotient, reducer, 0) ^ a).AsUInt32().GetElement(1);

        static Vector128<ulong> Step(Vector128<ulong> value, Vector128<ulong> by)
            => Pclmulqdq.CarrylessMultiply(value, by, 0) ^ Pclmulqdq.CarrylessMultiply(value, by, 0x11);
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var k = 0; k < tables.Length; k++)
        {
            tables[k] = new uint[256];
            for (var i = 0u; i < 256; i++)
            {
                var value = k == 0 ? i : tables[k - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    value = (value >> 1) ^ ((value & 1) * Polynomial);
                }
                tables[k][i] = value;
            }
        }
        return tables;
    }
}
