using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Medulla.Randomness;

/// <summary>
/// The 32-bit Mersenne Twister MT19937, seeded as NumPy's legacy generator is.
/// After Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number generator", 1998.
/// </summary>
internal sealed class MersenneTwister
{
    /// <summary>Number of words of state.</summary>
    public const int Size = 624;

    private const int Shift = 397;
    private readonly uint[] key;
    private readonly uint[] output = new uint[Size];   // the words of the key, tempered

    public MersenneTwister(uint seed)
    {
        key = new uint[Size];
        key[0] = seed;
        for (var i = 1; i < Size; i++)
        {
            key[i] = 1812433253u * (key[i - 1] ^ (key[i - 1] >> 30)) + (uint)i;
        }
        Position = Size;
    }

    public MersenneTwister(ReadOnlySpan<uint> key, int position)
    {
        this.key = key.ToArray();
        Position = position;
        Temper();
    }

    /// <summary>The state's words.</summary>
    public ReadOnlySpan<uint> Key => key;

    /// <summary>How many words of the current key were used, in [0, 624].</summary>
    public int Position { get; private set; }

    /// <summary>A seed from the operating system.</summary>
    public static uint SystemSeed()
    {
        Span<byte> bytes = stackalloc byte[4];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (Position == Size)
        {
            Twist();
        }
        return output[Position++];
    }

    /// <summary>The next 64 bits, the high half first.</summary>
    public ulong Next64()
    {
        var high = (ulong)Next();
        return (high << 32) | Next();
    }

    /// <summary>A number in [0, 1) of 53 random bits.</summary>
    public double NextDouble()
    {
        var high = Next() >> 5;
        var low = Next() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    private void Twist()
    {
        // Word i is made from i, i + 1 and i + 397, all of them the old ones up to i = 227; after that the last is a new one,
        // at least 227 words back. So neighbours do not depend on each other, and whole vectors can be made at once.
        TwistRange(0, Size - Shift, Shift);
        TwistRange(Size - Shift, Size - 1, Shift - Size);
        key[Size - 1] = key[Shift - 1] ^ Mix(key[Size - 1], key[0]);
        Temper();
        Position = 0;
    }

    private void TwistRange(int from, int to, int offset)
    {
        var i = from;
        for (; i + Vector<uint>.Count <= to; i += Vector<uint>.Count)
        {
            var joined = (new Vector<uint>(key, i) & new Vector<uint>(0x80000000u)) | (new Vector<uint>(key, i + 1) & new Vector<uint>(0x7fffffffu));
            var mixed = (joined >>> 1) ^ ((Vector<uint>.Zero - (joined & Vector<uint>.One)) & new Vector<uint>(0x9908b0dfu));
            (new Vector<uint>(key, i + offset) ^ mixed).CopyTo(key, i);
        }
        for (; i < to; i++)
        {
            key[i] = key[i + offset] ^ Mix(key[i], key[i + 1]);
        }
    }

    private static uint Mix(uint word, uint next)
    {
        var joined = (word & 0x80000000u) | (next & 0x7fffffffu);
        return (joined >> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908b0dfu);
    }

    private void Temper()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = key[i];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9d2c5680u;
            y ^= (y << 15) & 0xefc60000u;
            output[i] = y ^ (y >> 18);
        }
    }
}
