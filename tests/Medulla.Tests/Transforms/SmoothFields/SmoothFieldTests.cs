using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using Medulla.Transforms.SmoothFields;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.SmoothFields;

public class SmoothFieldTests
{
    [Fact]
    public void Field_KeepsTheRangeOfItsRandomValues()
    {
        var coarse = new RandomState(4).Uniform(-3, 5, 9);
        var field = new SmoothField([3, 3], low: -3, high: 5, spatialSize: [20, 17]) { Random = new(4) }.Call(randomize: true);
        Assert.Equal([1, 20, 17], field.shape);
        Assert.Equal(coarse.Min(), field.min().item<float>(), 1e-4);
        Assert.Equal(coarse.Max(), field.max().item<float>(), 1e-4);
    }

    [Fact]
    public void FieldThatWasNotDrawn_IsItsPadding()
    {
        var field = new SmoothField([3, 3], pad: 1, padVal: 2);
        Assert.True(field.Call().eq(full([1, 1, 5, 5], 2f)).all().item<bool>());
        field.Randomize();
        Assert.Equal(16, field.Call().eq(2).sum().item<long>());
    }

    [Fact]
    public void EmptyRange_IsRejected()
    {
        Assert.Contains("below", Assert.Throws<ArgumentException>(() => new SmoothField([3], low: 1, high: 1)).Message);
        Assert.Throws<ArgumentException>(() => new RandSmoothFieldAdjustIntensity([4], [2], Gamma: [0.2, 0.2]));
        Assert.Throws<ArgumentException>(() => new RandSmoothFieldAdjustContrast([4], [2], Gamma: [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new RandSmoothDeform([4], [2], DefRange: 0));
    }

    [Fact]
    public void Contrast_KeepsTheRangeOfIntensities()
    {
        var image = Images.Turned();
        var changed = new RandSmoothFieldAdjustContrast([7, 6, 5], [3, 3, 3], Prob: 1).Apply(image, 2);
        Assert.Equal(image.Data.min().item<float>(), changed.Data.min().item<float>(), 1e-3);
        Assert.Equal(image.Data.max().item<float>(), changed.Data.max().item<float>(), 1e-3);
        Assert.False(changed.Data.allclose(image.Data));
    }

    [Fact]
    public void Deformation_KeepsTypeAndMovesVoxels()
    {
        var labels = new MetaTensor(Images.Turned().Data.round().to_type(ScalarType.Int16));
        var moved = new RandSmoothDeform([7, 6, 5], [3, 3, 3], Prob: 1, DefRange: 0.6).Apply(labels, 2);
        Assert.Equal(ScalarType.Int16, moved.Data.dtype);
        Assert.False(moved.Data.eq(labels.Data).all().item<bool>());
    }

    [Fact]
    public void TinyDeformation_WithAlignedCorners_ChangesNothing()
    {
        var image = Images.Turned();
        var moved = new RandSmoothDeform([7, 6, 5], [3, 3, 3], Prob: 1, DefRange: 1e-12, GridMode: Interpolation.Linear, GridAlignCorners: true).Apply(image, 2);
        Images.AssertSame(image, moved, 1e-3);
    }

    [Fact]
    public void FieldOfAnotherRank_IsRejected()
    {
        Assert.Contains("axes", Assert.Throws<ArgumentException>(() => new SmoothField([3, 3], spatialSize: [4, 4, 4]).Call()).Message);
        Assert.Contains("rand_size", Assert.Throws<ArgumentException>(() => new RandSmoothDeform([4, 4], [2, 2], Prob: 1).Apply(Images.Turned(), 1)).Message);
    }
}
