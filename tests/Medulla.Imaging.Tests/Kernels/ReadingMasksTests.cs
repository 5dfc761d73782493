using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class ReadingMasksTests
{
    [Fact]
    public void ZerosAndOnes_BecomeBytes()
    {
        var mask = new byte[5];
        Assert.True(BinaryMask.TryRead<float>([0, 1, 1, -0f, 0], mask));
        Assert.Equal([0, 1, 1, 0, 0], mask);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0.5f)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    public void AnythingElse_IsNoMask(float value)
    {
        var values = new float[100_000];
        values[77_777] = value;
        Assert.False(BinaryMask.TryRead<float>(values, new byte[values.Length]));
    }

    [Fact]
    public void OtherLength_IsRejected() => Assert.Throws<ArgumentException>(() => BinaryMask.TryRead<int>([1, 0], new byte[3]));

    [Fact]
    public void DistinctValues_AreAscending_FromAllParts()
    {
        var values = new short[200_000];
        values.AsSpan(50_000, 60_000).Fill(7);
        values[199_999] = -3;
        Assert.Equal([-3, 0, 7], DistinctValues.Of<short>(values));
        Assert.Empty(DistinctValues.Of<short>([]));
    }
}
