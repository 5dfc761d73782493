using Medulla.Detection;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection;

public class AnchorSamplerTests
{
    private static readonly long[] Labels = [1, 0, 0, 2, 0, -1, 0, 0, 1, 0];
    private static readonly float[] Scores = [0.1f, 0.9f, 0.2f, 0.3f, 0.8f, 0.99f, 0.1f, 0.7f, 0.2f, 0.05f];

    private static int[] Places(Tensor mask) => [.. mask.nonzero().flatten().data<long>().Select(i => (int)i)];

    [Fact]
    public void HardNegatives_AreTheOnesScoredHighest()
    {
        // Two of six are to find a box, so twice as many are not: the four highest of those, as the pool is no larger.
        var (positive, negative) = new HardNegativeSampler(6, 1 / 3.0, PoolSize: 1).Select(tensor(Labels), tensor(Scores));
        Assert.Equal(2, Places(positive).Length);
        Assert.Empty(Places(positive).Except([0, 3, 8]));
        Assert.Equal([1, 2, 4, 7], Places(negative));
    }

    [Fact]
    public void MinNeg_HoldsWithoutAnyBoxes()
    {
        var (positive, negative) = new HardNegativeSampler(4, 0.5, MinNeg: 3, PoolSize: 1).Select(zeros(10, int64), tensor(Scores));
        Assert.Empty(Places(positive));
        Assert.Equal([1, 4, 5], Places(negative));
    }

    [Fact]
    public void SeveralImages_KeepApart()
    {
        var (positive, negative) = new HardNegativeSampler(6, 0.5).call([tensor(Labels), tensor(Labels)], tensor((float[])[.. Scores, .. Scores]));
        Assert.Equal([3, 3], positive.Select(mask => Places(mask).Length));
        Assert.Equal([3, 3], negative.Select(mask => Places(mask).Length));
        Assert.All(negative, mask => Assert.DoesNotContain(5, Places(mask)));
    }

    [Fact]
    public void BalancedSampler_FillsUpWithOthers()
    {
        var (positive, negative) = new BalancedSampler(8, 0.75).Select(tensor(Labels), tensor(Scores));
        Assert.Equal([0, 3, 8], Places(positive));
        Assert.Equal(5, Places(negative).Length);
        Assert.Empty(Places(negative).Except([1, 2, 4, 6, 7, 9]));
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardNegativeSampler(8, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BalancedSampler(8, 1.5));
        Assert.Contains("3 labels and 2", Assert.Throws<ArgumentException>(() => new HardNegativeSampler(8, 0.5).Select(zeros(3), zeros(2))).Message);
        Assert.Contains("2 images", Assert.Throws<ArgumentException>(() => new HardNegativeSampler(8, 0.5).SelectSamplesImgList([zeros(3), zeros(3)], [zeros(3)])).Message);
    }
}
