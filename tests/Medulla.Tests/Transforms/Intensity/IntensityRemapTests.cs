using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class IntensityRemapTests
{
    [Fact]
    public void EqualIntensities_StayEqual()
    {
        var image = new MetaTensor(tensor([1f, 2, 2, 3, 1, 7, 7, 3]).view(1, 2, 4));
        var mapped = new IntensityRemap(3).Apply(image, 5).Voxels();
        Assert.Equal(mapped[1], mapped[2]);
        Assert.Equal(mapped[0], mapped[4]);
        Assert.Equal(mapped[5], mapped[6]);
    }

    [Fact]
    public void Range_ReachesFromTheSmallestToTheSumOfBothEnds()
    {
        // The curve is scaled by the largest intensity and then raised by the smallest one.
        var mapped = new IntensityRemap(5).Apply(Images.Turned(), 5).Voxels();
        var voxels = Images.Turned().Voxels();
        Assert.Equal(voxels.Min(), mapped.Min(), 1e-3);
        Assert.Equal(voxels.Min() + voxels.Max(), mapped.Max(), 1e-3);
    }

    [Fact]
    public void ConstantImage_Stays()
    {
        var image = new MetaTensor(full(new long[] { 1, 2, 3 }, 4f));
        Images.AssertSame(image, new RandIntensityRemap(1).Apply(image, 0));
    }

    [Fact]
    public void WindowBelowOne_IsRejected() => Assert.Throws<ArgumentOutOfRangeException>(() => new RandIntensityRemap(1, 0));
}
