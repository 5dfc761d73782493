using Medulla.Randomness;

namespace Medulla.Tests.Randomness;

public class RandomDistributionsTests
{
    [Theory]
    [InlineData(0, 0x79b4da79586cdf65UL)]
    [InlineData(0.2, 0x687fcc0ccf2ba870UL)]
    [InlineData(0.5, 0x203fd1e53c7cfce8UL)]
    [InlineData(0.75, 0xfd6f068d6f761b66UL)]
    [InlineData(1, 0x1116fbf516faab35UL)]
    public void Bernoulli_Agrees_AndDrawsOnceEach(double p, ulong checksum)
    {
        var random = new RandomState(8);
        Assert.Equal(checksum, Checksum.Of(Many(() => random.Bernoulli(p) ? 1 : 0)));
        Assert.Equal(3872129413u, random.NextUInt32());
    }

    [Theory]
    [InlineData(0.5, 0.5, 0x7ed9dcc58314ce0eUL)]
    [InlineData(1, 1, 0x2bee0bf56fe9a3d6UL)]
    [InlineData(0.001, 0.002, 0x62f8eda6834e209aUL)]
    [InlineData(2, 3, 0x8134b46a1d8bf1fcUL)]
    [InlineData(0.3, 4, 0xd8255bba41f18882UL)]
    [InlineData(8, 8, 0x8de6172c684ea54bUL)]
    public void Beta_Agrees(double a, double b, ulong checksum) => Assert.Equal(checksum, Checksum.Of(new RandomState(9).Beta(a, b, 2000)));

    [Theory]
    [InlineData(0, 0x79b4da79586cdf65UL)]
    [InlineData(0.3, 0x2f02662144ef59d7UL)]
    [InlineData(1, 0x08a5467ac19a7cadUL)]
    [InlineData(1.5, 0xca13d3c68b6a6f48UL)]
    [InlineData(20, 0x9ad841ae6c7c6f7eUL)]
    public void Gamma_Agrees(double shape, ulong checksum)
    {
        var random = new RandomState(10);
        Assert.Equal(checksum, Checksum.Of(Many(() => random.Gamma(shape, 2.5))));
    }

    [Fact]
    public void ExponentialAndChisquare_Agree()
    {
        var (a, b) = (new RandomState(11), new RandomState(11));
        Assert.Equal(0xd1190507fb30fff0UL, Checksum.Of(Many(() => a.Exponential(3))));
        Assert.Equal(0x835a4834697eb5dbUL, Checksum.Of(Many(() => b.Chisquare(3))));
    }

    [Theory]
    [InlineData(0, 0x79b4da79586cdf65UL)]
    [InlineData(0.5, 0xc2460f6cea463c24UL)]
    [InlineData(9.9, 0x19e085816bae0104UL)]
    [InlineData(10, 0x131e61aaaa8dc8a6UL)]
    [InlineData(35.5, 0x36123a71008845d0UL)]
    [InlineData(1e6, 0xd70acc6a249ea1d6UL)]
    [InlineData(1e12, 0xbd57995b8b50a94bUL)]
    public void Poisson_Agrees(double mean, ulong checksum)
    {
        var random = new RandomState(12);
        Assert.Equal(checksum, Checksum.Of(Many(() => random.Poisson(mean))));
    }

    [Fact]
    public void ParametersOutOfRange_AreRejected_BeforeAnyDraw()
    {
        var random = new RandomState(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Bernoulli(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Beta(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Beta(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Gamma(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Gamma(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Exponential(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Chisquare(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Poisson(double.NaN));
        Assert.Equal(new RandomState(0).State, random.State);
    }

    private static IEnumerable<T> Many<T>(Func<T> draw) => Enumerable.Range(0, 2000).Select(_ => draw());
}
