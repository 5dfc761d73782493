using Medulla.Randomness;
using Medulla.Transforms.Regularization;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Regularization;

public class MixerTests
{
    private static readonly Mixer.Drawn Drawn = new([0.25f, 1], [1, 0], [1, 2]);

    /// <summary>Two pictures of 2 x 4 pixels, one of ones and one of fives.</summary>
    private static MetaTensor Batch => new(stack([ones(1, 2, 4), full(new long[] { 1, 2, 4 }, 5f)]));

    [Fact]
    public void MixUp_BlendsByTheWeights()
    {
        var mixed = new MixUp(2).Apply(Batch, Drawn).Data;
        Assert.True(mixed[0].eq(0.25 * 1 + 0.75 * 5).all().item<bool>());
        Assert.True(mixed[1].eq(5).all().item<bool>());
    }

    [Fact]
    public void CutMix_TakesABoxFromThePartner()
    {
        // Sides of sqrt(0.75) times 2 and 4 from (1, 2) on, rounded up and cut off at the edge: the last two of the second row.
        var mixed = new CutMix(2).Apply(Batch, Drawn).Data;
        Assert.Equal([1f, 1, 1, 1, 1, 1, 5, 5], mixed[0].flatten().data<float>().ToArray());
        Assert.True(mixed[1].eq(5).all().item<bool>());
    }

    [Fact]
    public void CutOut_SetsTheBoxToZero()
        => Assert.Equal([1f, 1, 1, 1, 1, 1, 0, 0], new CutOut(2).Apply(Batch, Drawn).Data[0].flatten().data<float>().ToArray());

    [Fact]
    public void Labels_AreMixedAlike()
    {
        var (images, labels) = new CutMix(2).Apply(Batch, Batch, new RandomState(4));
        Images.AssertSame(images, labels);
        (images, labels) = new MixUp(2).Apply(Batch, Batch, new RandomState(4));
        Images.AssertSame(images, labels);
    }

    [Fact]
    public void LabelsByShares_AreBlended()
        => Assert.Equal([0.25f * 1 + 0.75f * 3, 3], new CutMix(2).ApplyOnLabels(new(tensor([1f, 3]).view(2, 1)), Drawn).Voxels());

    [Fact]
    public void KeyedCutMix_MixesKeysWithoutLabelsToo()
    {
        var keyed = new CutMix.Keyed(["a"], 2);
        var mixed = Enumerable.Range(0, 20).Select(seed => keyed.Apply(new Sample { ["a"] = Batch }, (uint)seed).Image("a"));
        Assert.Contains(mixed, image => !image.Voxels().SequenceEqual(Batch.Voxels()));
    }

    [Fact]
    public void OtherBatchSize_IsRejected()
        => Assert.Contains("batch of 3", Assert.Throws<ArgumentException>(() => new MixUp(3).Apply(Batch, 1)).Message);

    [Fact]
    public void BatchOfVectors_IsRejectedByMixUp() => Assert.Throws<ArgumentException>(() => new MixUp(2).Apply(new(ones(2, 3)), 1));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 0)]
    [InlineData(2, -0.5)]
    public void ImpossibleParameters_AreRejected(int batchSize, double alpha)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new CutMix(batchSize, alpha));
}
