using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class StdShiftIntensityTests
{
    [Fact]
    public void Zeros_StayWhereTheyAreLeftOut()
    {
        // Of 1 and 3 the deviation is 1.
        var image = new MetaTensor(tensor([0f, 1, 3, 0]).view(1, 4));
        Assert.Equal([0, 3, 5, 0], new StdShiftIntensity(2, Nonzero: true).Apply(image).Voxels());
    }

    [Fact]
    public void Channels_HaveDeviationsOfTheirOwn()
    {
        var image = new MetaTensor(tensor([1f, 3, 10, 30]).view(2, 2));
        Assert.Equal([2, 4, 20, 40], new StdShiftIntensity(1, ChannelWise: true).Apply(image).Voxels());
    }

    [Fact]
    public void NothingButZeros_StaysAsItIs()
        => Assert.Equal([0, 0], new StdShiftIntensity(1, Nonzero: true).Apply(new MetaTensor(zeros(1, 2))).Voxels());

    [Fact]
    public void ElementType_IsTakenEvenByAnImageLeftAlone()
    {
        var image = new MetaTensor(ones(1, 2, ScalarType.Int32));
        Assert.Equal(ScalarType.Float32, new RandStdShiftIntensity(1, 0).Apply(image, 1).Data.dtype);
        Assert.Equal(ScalarType.Int32, new RandStdShiftIntensity(1, 0, Dtype: null).Apply(image, 1).Data.dtype);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FixedMean_StaysForEachPart(bool channelWise)
    {
        var image = Images.Turned();
        var scaled = new ScaleIntensityFixedMean(0.7, ChannelWise: channelWise).Apply(image).Data;
        Assert.Equal(image.Data.mean().item<float>(), scaled.mean().item<float>(), 1e-2);
        Assert.Equal(1.7 * image.Data[0].std().item<float>(), scaled[0].std().item<float>(), 1e-2);
        Assert.Equal(channelWise, Math.Abs(image.Data[0].mean().item<float>() - scaled[0].mean().item<float>()) < 1e-2);
    }

    [Fact]
    public void Range_IsPreserved_WhereAskedFor()
    {
        var image = Images.Turned();
        var scaled = new ScaleIntensityFixedMean(0.7, PreserveRange: true).Apply(image).Data;
        Assert.Equal(image.Data.min().item<float>(), scaled.min().item<float>());
        Assert.Equal(image.Data.max().item<float>(), scaled.max().item<float>());
    }

    [Fact]
    public void WithoutFixedMean_ZeroStays()
        => Assert.Equal([0, 3, -6], new ScaleIntensityFixedMean(2, FixedMean: false).Apply(new MetaTensor(tensor([0f, 1, -2]).view(1, 3))).Voxels());
}
