using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class ComputeHoVerMapsTests
{
    [Fact]
    public void Distances_ReachFromMinusOneToOneAcrossEachObject()
    {
        // A row of three (center 1) and a single pixel.
        var mask = tensor([5, 5, 5, 0, 0, 9]).view(1, 2, 3);
        Assert.Equal([-1f, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], new ComputeHoVerMaps().Apply(new(mask)).Voxels());
    }

    [Fact]
    public void RealNumbers_AreRejected() => Assert.Throws<ArgumentException>(() => new ComputeHoVerMaps().Apply(new(ones(1, 4, 4))));

    [Fact]
    public void SeveralChannels_AreRejected()
        => Assert.Throws<ArgumentException>(() => new ComputeHoVerMaps().Apply(new(ones(2, 4, 4, dtype: ScalarType.Int32))));

    [Fact]
    public void KeyedForm_KeepsTheMask()
    {
        var sample = new ComputeHoVerMaps.Keyed("mask").Apply(new Sample { ["mask"] = new MetaTensor(ones(1, 4, 4, dtype: ScalarType.Int32)) });
        Assert.Equal([2L, 4, 4], sample.Image("hover_mask").Data.shape);
        Assert.Equal([1L, 4, 4], sample.Image("mask").Data.shape);
    }
}
