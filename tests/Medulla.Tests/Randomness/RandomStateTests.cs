using Medulla.Randomness;

namespace Medulla.Tests.Randomness;

// Expected values and checksums were made with numpy.random.RandomState; each test's seed and calls are its own.
public class RandomStateTests
{
    [Fact]
    public void SeedZero_GivesThePublishedUniforms()
        => Assert.Equal([0.5488135039273248, 0.7151893663724195, 0.6027633760716439], new RandomState(0).Rand(3));

    [Fact]
    public void SeedZero_GivesThePublishedNormals()
        => Assert.Equal([1.764052345967664, 0.4001572083672233, 0.9787379841057392], new RandomState(0).RandN(3));

    [Theory]
    [InlineData(42u, new[] { 1608637542u, 3421126067u, 4083286876u })]
    [InlineData(uint.MaxValue, new[] { 419326371u, 479346978u, 3918654476u })]
    public void ChildSeeds_AreBare32Bits(uint seed, uint[] expected)
    {
        var random = new RandomState(seed);
        Assert.Equal(expected, expected.Select(_ => random.NextUInt32()));
    }

    [Fact]
    public void HundredThousandWords_Agree()
    {
        var random = new RandomState(123456789);
        Assert.Equal(0x758a434d4fed2493UL, Checksum.Of(Enumerable.Range(0, 100000).Select(_ => random.NextUInt32())));
    }

    [Fact]
    public void Uniform_Agrees() => Assert.Equal(0x212fb18fbc2f7389UL, Checksum.Of(new RandomState(1).Uniform(-3, 5, 10000)));

    [Fact]
    public void UniformOneByOne_EqualsUniformOfMany()
    {
        var random = new RandomState(1);
        Assert.Equal(0x212fb18fbc2f7389UL, Checksum.Of(Enumerable.Range(0, 10000).Select(_ => random.Uniform(-3, 5))));
    }

    [Fact]
    public void Normal_Agrees_AndKeepsTheSecondVariateAcrossOtherDraws()
    {
        var random = new RandomState(2);
        Assert.Equal(0x441b54889010ae8bUL, Checksum.Of(random.Normal(1.5, 0.25, 10001)));
        Assert.Equal(0.13273895302452532, random.Rand());
        Assert.Equal(-0.5300253295952183, random.Normal());
    }

    [Fact]
    public void FloatFill_RoundsTheDoubles()
    {
        var values = new float[10001];
        new RandomState(2).FillNormal(values, 1.5, 0.25);
        Assert.Equal(0xae26c8237d3d7b9fUL, Checksum.Of(values.Select(value => (double)value)));
        new RandomState(1).FillUniform(values, -3, 5);
        Assert.Equal(new RandomState(1).Uniform(-3, 5, values.Length).Select(value => (float)value), values);
    }

    [Fact]
    public void Snapshot_EqualsNumpysState()
    {
        var random = new RandomState(13);
        random.Normal();
        var state = random.State;
        Assert.Equal([2202917804, 3361834078, 3933901995], state.Key.Take(3));
        Assert.Equal(0x38ea3fc193853fc3UL, Checksum.Of(state.Key));
        Assert.Equal((4, true, 0.753766378659703), (state.Position, state.HasGauss, state.CachedGaussian));
    }

    [Fact]
    public void SnapshotAmidABlock_GoesOnExactlyThere()
    {
        var random = new RandomState(14);
        random.RandInt(0, 100, 7);
        Assert.Equal(0x707d854a45b8e28dUL, Checksum.Of(random.State.Key));
        Assert.Equal(11, random.State.Position);
        var resumed = new RandomState(random.State.Key.Span, 11);
        Assert.Equal(random.Rand(2000), resumed.Rand(2000));
        Assert.Equal(random.State, resumed.State);
    }

    [Fact]
    public void Clone_DrawsTheSame_AndIsIndependent()
    {
        var random = new RandomState(20);
        random.Normal();   // one variate waits
        var clone = random.Clone();
        var expected = random.RandN(1001);
        Assert.Equal(expected, clone.RandN(1001));
        clone.Rand();
        Assert.NotEqual(random.State, clone.State);
    }

    [Fact]
    public void UnseededGenerators_Differ() => Assert.NotEqual(new RandomState().State, new RandomState().State);

    [Fact]
    public void BadSnapshot_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => new RandomState(new uint[623], 0));
        Assert.Throws<ArgumentException>(() => new RandomState(new uint[624], 625));
        Assert.Throws<ArgumentException>(() => new RandomState(new uint[624], -1));
    }

    [Fact]
    public void BadArguments_AreRejected_BeforeAnyDraw()
    {
        var random = new RandomState(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Normal(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Normal(0, -1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Normal(0, 1, -3));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Uniform(0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Uniform(double.NaN, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.FillUniform(new float[2], double.MinValue, double.MaxValue));
        Assert.Equal(new RandomState(0).State, random.State);
    }
}
