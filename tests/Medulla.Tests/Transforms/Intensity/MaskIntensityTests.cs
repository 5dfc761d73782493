using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class MaskIntensityTests
{
    [Fact]
    public void Outside_IsSetToZero_InAllChannels()
    {
        var image = Images.Turned();
        var mask = zeros(1, 7, 6, 5);
        mask[0, 2..5] = 3;
        var masked = new MaskIntensity(mask).Apply(image).Data;
        Assert.True(masked[.., 2..5].equal(image.Data[.., 2..5]).all().item<bool>());
        Assert.Equal(0, masked[.., ..2].abs().sum().item<float>() + masked[.., 5..].abs().sum().item<float>());
    }

    [Fact]
    public void Keyed_TakesItsMaskFromTheSample_AndSelects()
    {
        var image = Images.Turned();
        var mask = zeros(1, 7, 6, 5);
        mask[0, 0, 0, 0] = 2;
        var sample = new Sample { ["image"] = image, ["mask"] = new MetaTensor(mask) };
        var masked = new MaskIntensity.Keyed("image", MaskKey: "mask", SelectFn: values => values.eq(2)).Apply(sample).Image("image").Data;
        Assert.Equal(2, masked.ne(0).sum().item<long>());
    }

    [Fact]
    public void MissingMask_OrOneOfOtherChannels_IsRejected()
    {
        Assert.Contains("a mask is needed", Assert.Throws<ArgumentException>(() => new MaskIntensity().Apply(Images.Turned())).Message);
        Assert.Contains("1 channel, or 2", Assert.Throws<ArgumentException>(() => new MaskIntensity(ones(3, 7, 6, 5)).Apply(Images.Turned())).Message);
    }

    [Theory]
    [InlineData(true, 0, 0, 0, 3, 4)]
    [InlineData(false, 0, 1, 9, 9, 9)]
    public void Threshold_KeepsOneSide(bool above, params int[] expected)
    {
        var kept = new ThresholdIntensity(2, above, above ? 0 : 9).Apply(new MetaTensor(arange(5, ScalarType.Int32).view(1, 5)));
        Assert.Equal(expected, kept.Data.data<int>().ToArray());
    }

    [Fact]
    public void FractionForWholeNumbers_IsCutOff()
        => Assert.Equal([7, 7, 2], new ThresholdIntensity(1.5, Cval: 7.9).Apply(new MetaTensor(arange(3, ScalarType.Int64).view(1, 3))).Data.data<long>().ToArray());
}
