using FsCheck;
using FsCheck.Fluent;
using Medulla.Randomness;

namespace Medulla.Tests.Randomness;

public class RandomSelectionTests
{
    private static readonly double[] Rising = [.. Enumerable.Range(1, 20).Select(i => i / 210.0)];

    [Fact]
    public void Permutation_Agrees()
    {
        var random = new RandomState(5);
        Assert.Equal([9, 5, 2, 4, 7, 1, 0, 8, 6, 3], random.Permutation(10));
        Assert.Equal(0xa3518459f6a28005UL, Checksum.Of(random.Permutation(1000)));
        int[] items = [.. Enumerable.Range(0, 257)];
        random.Shuffle<int>(items);
        Assert.Equal(0xc195b2c71153979fUL, Checksum.Of(items));
    }

    [Fact]
    public void Permutation_HoldsEveryNumberOnce()
        => Prop.ForAll<uint, byte>((seed, n) => new RandomState(seed).Permutation(n).Order().SequenceEqual(Enumerable.Range(0, n)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Choice_Agrees()
    {
        var random = new RandomState(6);
        Assert.Equal([9, 3, 4, 0, 9, 1, 9, 1], Enumerable.Range(0, 8).Select(_ => random.Choice(10)));
        Assert.Equal(0xa6292207f1a20828UL, Checksum.Of(new RandomState(6).Choice(100, 50)));
        Assert.Equal(0x347cd0e7af67a362UL, Checksum.Of(new RandomState(6).Choice(100, 50, replace: false)));
    }

    [Fact]
    public void WeightedChoice_Agrees()
    {
        Assert.Equal(0x0f60504ebc91e46eUL, Checksum.Of(new RandomState(6).Choice(20, 1000, p: Rising)));
        var random = new RandomState(6);
        Assert.Equal([1, 1, 1, 0, 0, 1, 1, 1, 1, 1], Enumerable.Range(0, 10).Select(_ => random.Choice([0.3, 0.7])));
    }

    [Fact]
    public void WeightedChoiceWithoutReplacement_Agrees()
    {
        var random = new RandomState(6);
        Assert.Equal([18, 11, 3, 6, 15, 14, 12, 13, 17, 10, 16, 19], random.Choice(20, 12, replace: false, Rising));
        Assert.Equal(3521264143u, random.NextUInt32());
        Assert.Equal([18, 11, 3, 6, 15, 14, 12, 13, 17, 19, 2, 10, 16, 9, 4, 8, 5, 7, 1, 0], new RandomState(6).Choice(20, 20, replace: false, Rising));
        Assert.Equal([4, 0, 2], new RandomState(6).Choice(5, 3, replace: false, [0.5, 0, 0.25, 0, 0.25]));
        Assert.Equal(1 / 210.0, Rising[0]);   // the caller's weights are untouched
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4 }, 2000, 0x091b635399e4f191UL, 3626138303u)]
    [InlineData(new[] { 0, 0.6, 0.4 }, 500, 0x5123a5c1f303321cUL, 4142999817u)]
    [InlineData(new[] { 0.9, 0.1 }, 500, 0x4bfbca29b7e9df2dUL, 4142999817u)]
    [InlineData(new[] { 1.0, 0 }, 500, 0x1fe3fce62bd816b5UL, 4142999817u)]
    [InlineData(new[] { 0, 0, 1.0 }, 500, 0x74f46ad234ca7025UL, 327741615u)]
    [InlineData(new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, 500, 0xa0224029cd498ba5UL, 1018849320u)]
    [InlineData(new[] { 1.0 }, 500, 0x1fe3fce62bd816b5UL, 327741615u)]
    public void Multinomial_Agrees(double[] weights, int count, ulong checksum, uint next)
    {
        var random = new RandomState(7);
        Assert.Equal(checksum, Checksum.Of(Enumerable.Range(0, count).Select(_ => random.Multinomial(weights))));
        Assert.Equal(next, random.NextUInt32());
    }

    [Fact]
    public void ImpossibleChoices_AreRejected()
    {
        var random = new RandomState(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Choice(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Choice(3, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Choice(3, -1, replace: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Permutation(-1));
        Assert.Throws<ArgumentException>(() => random.Choice(3, 4, replace: false));
        Assert.Throws<ArgumentException>(() => random.Choice(3, 3, replace: false, [0.5, 0.5, 0]));
        Assert.Throws<ArgumentException>(() => random.Choice(3, 1, p: [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => random.Choice(3, 1, p: [0.5, 0.4, 0]));
        Assert.Throws<ArgumentException>(() => random.Choice(3, 1, p: [1.5, -0.5, 0]));
        Assert.Throws<ArgumentException>(() => random.Choice(3, 1, p: [double.NaN, 0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => random.Multinomial());
        Assert.Throws<ArgumentException>(() => random.Multinomial(0.7, 0.7, 0.1));
        Assert.Throws<ArgumentException>(() => random.Multinomial(double.NaN, 0.7));
        Assert.Equal(new RandomState(0).State, random.State);
    }
}
