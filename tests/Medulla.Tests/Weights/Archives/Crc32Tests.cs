using Medulla.Weights.Archives;

namespace Medulla.Tests.Weights.Archives;

public class Crc32Tests
{
    [Fact]
    public void KnownChecksums_ComeOut()
    {
        Assert.Equal(0xcbf43926u, Crc32.Append(0, "123456789"u8));   // the check value of the standard
        Assert.Equal(0u, Crc32.Append(0, []));
        Assert.Equal(0x190a55adu, Crc32.Append(0, new byte[32]));   // zlib's crc32 of 32 zeros
    }

    [Fact]
    public void BothWays_Agree_AtEveryLength_InOnePieceOrTwo()
    {
        var bytes = new byte[700];
        new Random(1).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var expected = Crc32.AppendByTables(0, bytes.AsSpan(0, length));
            Assert.Equal(expected, Crc32.Append(0, bytes.AsSpan(0, length)));
            var cut = length * 3 / 7;
            Assert.Equal(expected, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut, length - cut)));
        }
    }
}
