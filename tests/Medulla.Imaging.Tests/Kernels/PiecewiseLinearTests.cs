using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class PiecewiseLinearTests
{
    [Fact]
    public void Values_LieOnThePieces_AndOnTheEndsBeyondThem()
    {
        float[] values = [-5, 0, 0.5f, 1, 2, 3.5f, 4, 9, float.NaN];
        PiecewiseLinear.Map(values, [0, 1, 3, 4], [10, 20, 0, 8]);
        Assert.Equal([10, 10, 15, 20, 10, 4, 8, 8, float.NaN], values);
    }

    [Theory]
    [InlineData(0.1)]   // equal steps, but for rounding
    [InlineData(1.5)]   // each step that many times the one before
    public void PieceOfEachValue_IsFound(double growth)
    {
        var random = new Random(3);
        double[] from = [.. Enumerable.Range(0, 40).Select(i => growth < 1 ? i * growth : Math.Pow(growth, i))];
        double[] to = [.. from.Select(_ => random.NextDouble())];
        float[] values = [.. Enumerable.Range(0, 100_000).Select(_ => (float)(from[0] + random.NextDouble() * (from[^1] - from[0]))), .. from.Select(x => (float)x)];
        float[] expected = [.. values.Select(x => (float)Straight(x, from, to))];
        PiecewiseLinear.Map(values, from, to);
        Assert.All(values.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));

        static double Straight(double x, double[] from, double[] to)
        {
            var next = Array.FindIndex(from, 1, edge => edge >= x);
            return next < 0 ? to[^1] : to[next - 1] + (to[next] - to[next - 1]) * Math.Clamp((x - from[next - 1]) / (from[next] - from[next - 1]), 0, 1);
        }
    }

    [Fact]
    public void PointsAtTheSamePlace_MakeAStep()
    {
        float[] values = [0.5f, 1, 1.5f];
        PiecewiseLinear.Map(values, [0, 1, 1, 2], [0, 0, 5, 5]);
        Assert.Equal([0, 0, 5], values);
    }

    [Fact]
    public void OnePoint_IsTheValueEverywhere()
    {
        float[] values = [-1, 2, 3];
        PiecewiseLinear.Map(values, [2], [7]);
        Assert.Equal([7, 7, 7], values);
    }

    [Fact]
    public void DescendingOrUnequalPoints_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => PiecewiseLinear.Map([1], [1, 0], [0, 1]));
        Assert.Throws<ArgumentException>(() => PiecewiseLinear.Map([1], [0, 1], [0]));
        Assert.Throws<ArgumentException>(() => PiecewiseLinear.Map([1], [], []));
    }
}
