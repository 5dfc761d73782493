using FsCheck;
using FsCheck.Fluent;
using Medulla.Randomness;

namespace Medulla.Tests.Randomness;

public class RandomIntegersTests
{
    [Theory]
    [InlineData(0, 1, 0xa55ccd8b52a7bfc5UL, 2365658986u)]
    [InlineData(0, 2, 0x9e8811d4c1d2f967UL, 1182149466u)]
    [InlineData(0, 7, 0xd598bae2d7b81cb3UL, 3558464895u)]
    [InlineData(-5, 6, 0xc36ecbc9983e25d7UL, 981686446u)]
    [InlineData(0, 1L << 31, 0x2614638d54d64341UL, 1182149466u)]
    [InlineData(0, 1L << 32, 0x48910202d4d64341UL, 1182149466u)]
    [InlineData(0, (1L << 32) + 1, 0x815520dd98c47b9cUL, 407991644u)]
    [InlineData(long.MinValue, long.MaxValue, 0x64588d6eda82f2adUL, 2137223596u)]
    [InlineData(100000000000000000, 1000000000000000000, 0x15df53e61e3bad12UL, 3269803333u)]
    public void RandInt_Agrees_AndUsesAsManyBits(long low, long high, ulong checksum, uint next)
    {
        var random = new RandomState(3);
        Assert.Equal(checksum, Checksum.Of(random.RandInt(low, high, 5000)));
        Assert.Equal(next, random.NextUInt32());
        random = new RandomState(3);
        Assert.Equal(checksum, Checksum.Of(Enumerable.Range(0, 5000).Select(_ => random.RandInt(low, high))));
    }

    [Theory]
    [InlineData(0, 256, 8, 0x684c0cd6264425d0UL, 561233357u)]
    [InlineData(0, 200, 8, 0x3d6f4920b0f392a2UL, 2444032207u)]
    [InlineData(3, 4, 8, 0x11cdf68e5f4b6d4aUL, 4153361530u)]
    [InlineData(-100, 100, 8, 0x652ac5af50649436UL, 2444032207u)]
    [InlineData(0, 65536, 16, 0xf55e7127c19df173UL, 1006725642u)]
    [InlineData(5, 40000, 16, 0xb70dd291d92e97ecUL, 4228760701u)]
    [InlineData(0, 2, 1, 0x253b75fff3202ff9UL, 1575263733u)]
    [InlineData(0, 1, 1, 0xa47108bd730adbbfUL, 4153361530u)]
    [InlineData(0, 77, 32, 0xa154ac9867d23ba5UL, 2324188468u)]
    [InlineData(0, 1L << 32, 32, 0x3ed0495620fad21cUL, 288553677u)]
    public void NarrowTypes_TakeSeveralValuesFromOneWord(long low, long high, int bits, ulong checksum, uint next)
    {
        var random = new RandomState(4);
        Assert.Equal(checksum, Checksum.Of(random.RandInt(low, high, 5001, bits)));
        Assert.Equal(next, random.NextUInt32());
    }

    [Fact]
    public void RandInt_StaysInItsInterval()
        => Prop.ForAll<long, long, uint>((a, b, seed) =>
        {
            var (low, high) = (Math.Min(a, b), Math.Max(a, b));
            return low == high || new RandomState(seed).RandInt(low, high, 20).All(value => value >= low && value < high);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void EmptyInterval_IsRejected()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new RandomState(0).RandInt(5, 5));
        Assert.Contains("[5, 5) holds no integer", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomState(0).RandInt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomState(0).RandInt(0, 2, -1));
    }

    [Theory]
    [InlineData(257, 8)]
    [InlineData(65537, 16)]
    [InlineData(3, 1)]
    [InlineData(2, 7)]
    public void IntervalWiderThanItsType_IsRejected(long high, int bits)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomState(0).RandInt(0, high, 1, bits));
}
