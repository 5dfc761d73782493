using Medulla.Reconstruction.Transforms;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Reconstruction;

/// <summary>Columns of k-space, and images normalized and cropped like others.</summary>
public class KspaceMaskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mask_KeepsTheMiddle_AndAboutAsManyColumnsAsAskedFor(bool equispaced)
    {
        KspaceMask mask = equispaced ? new EquispacedKspaceMask([0.1], [4]) : new RandomKspaceMask([0.1], [4]);
        var kept = mask.Draw(new RandomState(3), 200);
        Assert.All(Enumerable.Range(90, 20), column => Assert.True(kept[column]));
        Assert.InRange(kept.Count(one => one), 35, 65);
        Assert.Equal(kept, mask.Draw(new RandomState(3), 200));
    }

    [Fact]
    public void Kspace_IsZeroBesideTheMask_AndTheImageIsThatOfAllCoils()
    {
        using var scope = NewDisposeScope();
        var kspace = randn([2, 8, 20, 2]);
        var (masked, image, mask) = new RandomKspaceMask([0.2], [3]).Apply(kspace, new RandomState(1));
        Assert.Equal([1, 1, 20, 1], mask.shape);
        Assert.True((kspace * mask).equal(masked).all().item<bool>());
        Assert.Equal([8, 20], image.shape);
        Assert.Equal(masked.square().sum().item<float>(), image.square().sum().item<float>(), 1e-2);
    }

    [Fact]
    public void Keyed_AddsKspaceImageAndMask()
    {
        using var scope = NewDisposeScope();
        var sample = new EquispacedKspaceMask.Keyed(["kspace"], [0.2], [3]).Apply(new Sample { ["kspace"] = new MetaTensor(randn([2, 8, 20, 2])) }, seed: 1);
        Assert.Equal(["kspace", "kspace_masked", "kspace_masked_ifft", "mask"], sample.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => new RandomKspaceMask([0.1, 0.2], [4]));
        Assert.Throws<ArgumentException>(() => new RandomKspaceMask([], []));
        Assert.Throws<ArgumentException>(() => new EquispacedKspaceMask([0.5], [4]).Draw(new RandomState(1), 100));
        Assert.Throws<ArgumentException>(() => new ExtractDataKeyFromMetaKey(["a"], "meta").Apply(new Sample { ["meta"] = new Sample { ["b"] = 1 } }));
        Assert.Throws<ArgumentException>(() => new ExtractDataKeyFromMetaKey(["a"], "meta").Apply([]));
    }

    [Fact]
    public void MetadataEntries_BecomeKeys()
    {
        var sample = new ExtractDataKeyFromMetaKey(["mask", "max"], "meta", AllowMissingKeys: true).Apply(new Sample { ["meta"] = new Sample { ["mask"] = 5L } });
        Assert.Equal(5L, sample["mask"]);
        Assert.False(sample.ContainsKey("max"));
    }
}
