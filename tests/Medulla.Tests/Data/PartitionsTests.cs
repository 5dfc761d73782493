using Medulla.Data;

namespace Medulla.Tests.Data;

public class PartitionsTests
{
    private static readonly object?[] Ten = [.. Enumerable.Range(0, 10).Cast<object?>()];

    [Fact]
    public void Shares_TakeAllOfIt()
    {
        var parts = Partitions.PartitionDataset(Ten, [0.8, 0.2], shuffle: true, seed: 4);
        Assert.Equal([8, 2], parts.Select(part => part.Count));
        Assert.Equal(Ten, parts.SelectMany(part => part).Order());
    }

    [Theory]
    [InlineData(false, new[] { 4, 4, 4 })]
    [InlineData(true, new[] { 3, 3, 3 })]
    public void EvenParts_RepeatOrDrop(bool drop, int[] sizes)
        => Assert.Equal(sizes, Partitions.PartitionDataset(Ten, numPartitions: 3, dropLast: drop, evenDivisible: true).Select(part => part.Count));

    [Fact]
    public void Classes_AreInEachPart()
    {
        var parts = Partitions.PartitionDatasetClasses(Ten, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1], [1, 1], shuffle: true);
        Assert.All(parts, part => Assert.Equal(3, part.Count(one => (int)one! < 6)));
    }

    [Fact]
    public void ImpossibleParts_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => Partitions.PartitionDataset(Ten));
        Assert.Throws<ArgumentException>(() => Partitions.PartitionDataset(Ten, numPartitions: 11));
        Assert.Throws<ArgumentException>(() => Partitions.PartitionDataset(Ten, numPartitions: 2, dropLast: true));
        Assert.Throws<ArgumentException>(() => Partitions.PartitionDatasetClasses(Ten, [1], numPartitions: 2));
        Assert.Throws<ArgumentException>(() => Partitions.SelectCrossValidationFolds([Ten], [1]));
    }

    [Fact]
    public void Lists_AreMadeLongerAndShorter()
    {
        Assert.Equal(25, Partitions.ResampleDatalist(Ten, 2.5).Count);
        Assert.Equal(3, Partitions.ResampleDatalist(Ten, 0.3).Count);
        Assert.Equal(Ten, Partitions.SelectCrossValidationFolds([[9], Ten], -1));
    }
}
