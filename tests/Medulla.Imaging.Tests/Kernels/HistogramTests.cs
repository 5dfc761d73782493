using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class HistogramTests
{
    [Fact]
    public void Edges_BelongToTheBinAbove_AndTheLastOneToTheLastBin()
        => Assert.Equal([2, 1, 3], Histogram.Count<float>([0, 0.5f, 1, 2, 2.5f, 3, -0.1f, 3.1f, float.NaN], [0, 1, 2, 3]));

    [Theory]
    [InlineData(0.1)]   // equal steps, but for rounding
    [InlineData(1.3)]   // each step that many times the one before
    public void Bins_AreThoseOfTheStraightWay(double growth)
    {
        var random = new Random(4);
        double[] edges = [.. Enumerable.Range(0, 30).Select(i => growth < 1 ? i * growth : Math.Pow(growth, i))];
        double[] values = [.. edges, .. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble() * edges[^1])];
        var expected = Enumerable.Range(0, 29).Select(bin => values.LongCount(v => v >= edges[bin] && (v < edges[bin + 1] || bin == 28 && v == edges[29])));
        Assert.Equal(expected, Histogram.Count<double>(values, edges));
    }

    [Fact]
    public void WholeNumbers_AreCounted() => Assert.Equal([2, 1], Histogram.Count<short>([-5, -5, 7], [-6, 0, 8]));

    [Fact]
    public void TooFewOrDescendingEdges_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => Histogram.Count<float>([1], [0]));
        Assert.Throws<ArgumentException>(() => Histogram.Count<float>([1], [0, 2, 1]));
    }
}
