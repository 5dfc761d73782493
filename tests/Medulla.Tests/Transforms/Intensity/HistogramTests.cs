using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class HistogramTests
{
    [Fact]
    public void Equalized_IntensitiesAreAboutEquallyFrequent()
    {
        var skewed = new RandomState(1).Uniform(0, 1, [1, 40, 50], ScalarType.Float32).pow(1.5) * 700;
        var even = new HistogramNormalize(Min: -1, Max: 3).Apply(new MetaTensor(skewed)).Data;
        foreach (var share in new[] { 0.1, 0.25, 0.5, 0.9 })
        {
            Assert.Equal(-1 + 4 * share, even.quantile(tensor((float)share)).item<float>(), 0.1);
        }
    }

    [Fact]
    public void Mask_SaysWhatIsCounted()
    {
        var image = cat([arange(100), zeros(900)]).view(1, 10, 100);
        var mask = zeros_like(image);
        mask[0, 0] = 1;
        var normalize = new HistogramNormalize(NumBins: 50);
        var result = normalize.Apply(new MetaTensor(image), mask).Data;
        Assert.Equal(127, result[0, 0, 50].item<float>(), 3f);
        var sample = new Sample { ["image"] = new MetaTensor(image), ["mask"] = new MetaTensor(mask) };
        Assert.True(new HistogramNormalize.Keyed("image", 50, MaskKey: "mask").Apply(sample).Image("image").Data.allclose(result));
    }

    [Fact]
    public void EmptyOrForeignMask_IsRejected()
    {
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => new HistogramNormalize(Mask: zeros(2, 7, 6, 5)).Apply(Images.Turned())).Message);
        Assert.Contains("must agree", Assert.Throws<ArgumentException>(() => new HistogramNormalize(Mask: ones(2, 7, 6, 4)).Apply(Images.Turned())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramNormalize(0));
    }

    [Fact]
    public void ShiftedHistogram_KeepsOrderAndRange()
    {
        var image = Images.Turned();
        var shifted = new RandHistogramShift(5, 1).Apply(image, 4).Data;
        var order = image.Data.flatten().argsort();
        Assert.True((shifted.flatten()[order].diff() >= 0).all().item<bool>());
        Assert.Equal(image.Data.min().item<float>(), shifted.min().item<float>(), 1e-3);
        Assert.Equal(image.Data.max().item<float>(), shifted.max().item<float>(), 1e-3);
        Assert.False(shifted.allclose(image.Data));
    }

    [Fact]
    public void ImageOfOneIntensity_StaysAsItIs()
        => Assert.True(new RandHistogramShift(5, 1).Apply(new MetaTensor(full(1, 4, 4, 3f)), 4).Data.allclose(full(1, 4, 4, 3f)));

    [Theory]
    [InlineData(2)]
    [InlineData(3, 2)]
    [InlineData(3, 4, 5)]
    public void ImpossibleNumberOfPoints_IsRejected(params int[] points)
        => Assert.Contains("at least 3", Assert.Throws<ArgumentException>(() => new RandHistogramShift(points)).Message);
}
