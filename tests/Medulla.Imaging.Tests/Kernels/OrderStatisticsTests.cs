using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class OrderStatisticsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1e-3f)]
    [InlineData(300_000, 1000)]
    [InlineData(300_000, 1e30f)]
    public void Ranks_AreThoseOfTheSortedValues(int count, float scale)
    {
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? 0 : (random.NextSingle() - 0.4f) * scale)];
        float[] sorted = [.. values.Order()];
        long[] ranks = [0, count - 1, count / 2, count / 3, count / 100, count / 2];
        Assert.Equal(ranks.Select(rank => sorted[rank]), OrderStatistics.Select(values, ranks));
    }

    [Fact]
    public void Infinities_StandAtTheEnds_AndNaNAfterThem()
    {
        // The NaN of arithmetic has its sign set, the other one not.
        float[] values = [float.NaN, 1, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x7FC00000), float.PositiveInfinity, -1];
        Assert.Equal([float.NegativeInfinity, -1, 1, float.PositiveInfinity, float.NaN, float.NaN], OrderStatistics.Select(values, 0, 1, 2, 3, 4, 5));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void RankThatDoesNotExist_IsRejected(long rank)
        => Assert.Contains($"no rank {rank}", Assert.Throws<ArgumentOutOfRangeException>(() => OrderStatistics.Select([1, 2, 3], rank)).Message);
}
