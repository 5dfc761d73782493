using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class RandCoarseTransformTests
{
    [Fact]
    public void Holes_AreFilledInAllChannels()
    {
        var filled = new RandCoarseDropout(1, [2, 3, 1], FillValue: -1, Prob: 1).Apply(Images.Turned(), 3);
        Assert.Equal(2 * 6, filled.Voxels().Count(voxel => voxel == -1));
    }

    [Fact]
    public void EverythingElse_IsFilled()
    {
        var filled = new RandCoarseDropout(1, [2, 3, 1], DropoutHoles: false, FillValue: -1, Prob: 1).Apply(Images.Turned(), 3);
        Assert.Equal(2 * 6, filled.Voxels().Count(voxel => voxel != -1));
    }

    [Fact]
    public void Noise_StaysWithinTheImagesRange()
    {
        var image = Images.Turned();
        var filled = new RandCoarseDropout(3, 4, Prob: 1).Apply(image, 3).Voxels();
        Assert.NotEqual(image.Voxels(), filled);
        Assert.InRange(filled.Max(), 0, image.Voxels().Max());
        Assert.InRange(filled.Min(), image.Voxels().Min(), 100);
    }

    [Fact]
    public void Shuffle_KeepsTheVoxelsOfEachChannel()
    {
        var image = Images.Turned();
        var shuffled = new RandCoarseShuffle(2, 3, MaxSpatialSize: -1, Prob: 1).Apply(image, 3);
        Assert.NotEqual(image.Voxels(), shuffled.Voxels());
        Assert.Equal(image.Voxels()[..210].Order(), shuffled.Voxels()[..210].Order());
    }

    [Fact]
    public void KeyedForm_SharesHoles_NotNoise()
    {
        var sample = new Sample { ["a"] = Images.Turned(), ["b"] = Images.Turned() };
        var changed = new RandCoarseDropout.Keyed(["a", "b"], 2, 3, FillValue: [200, 300], Prob: 1).Apply(sample, seed: 1);
        var (a, b) = (changed.Image("a").Voxels(), changed.Image("b").Voxels());
        Assert.Equal(a.Select(voxel => voxel >= 200), b.Select(voxel => voxel >= 200));
        Assert.NotEqual(a, b);
    }

    [Fact]
    public void OneDraw_FitsImagesOfOtherChannels()
    {
        var sample = new Sample { ["image"] = Images.Turned(channels: 3), ["label"] = Images.Turned(channels: 1) };
        var changed = new RandCoarseDropout(1, 2, Prob: 1).On("image", "label").Apply(sample, seed: 1);
        Assert.Equal(1, changed.Image("label").Channels);
    }

    [Fact]
    public void NoHoles_AreRejected() => Assert.Throws<ArgumentOutOfRangeException>(() => new RandCoarseShuffle(0, 2));

    [Fact]
    public void ThreeFillValues_AreRejected() => Assert.Throws<ArgumentException>(() => new RandCoarseDropout(1, 2, FillValue: [1, 2, 3]));

    [Fact]
    public void LargestSizeBelowTheSmallest_IsRejected()
        => Assert.ThrowsAny<ArgumentException>(() => new RandCoarseShuffle(1, 4, MaxSpatialSize: 2, Prob: 1).Apply(Images.Turned(), 0));
}
