using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class AdjustContrastTests
{
    [Theory]
    [InlineData(0.5, false)]
    [InlineData(2, true)]
    public void Range_Stays(double gamma, bool inverted)
    {
        var image = Images.Turned();
        var changed = new AdjustContrast(gamma, inverted).Apply(image).Data;
        Assert.Equal(image.Data.min().item<float>(), changed.min().item<float>(), 1e-3);
        Assert.Equal(image.Data.max().item<float>(), changed.max().item<float>(), 1e-3);
        Assert.Equal(gamma < 1 || inverted, changed.mean().item<float>() > image.Data.mean().item<float>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RetainedStatistics_AreThoseOfTheImage(bool inverted)
    {
        var image = Images.Turned();
        var changed = new AdjustContrast(3, inverted, RetainStats: true).Apply(image).Data;
        Assert.Equal(image.Data.mean().item<float>(), changed.mean().item<float>(), 1e-2);
        Assert.Equal(image.Data.std().item<float>(), changed.std().item<float>(), 1e-2);
        Assert.False(changed.allclose(image.Data));
    }

    [Fact]
    public void Negative_OfWholeNumbers_DoesNotWrapAround()
    {
        var bytes = arange(256).to_type(ScalarType.Byte).view(1, 16, 16);
        Assert.True(new AdjustContrast(1, InvertImage: true).Apply(new MetaTensor(bytes)).Data.allclose(bytes.to_type(ScalarType.Float32), rtol: 1e-4, atol: 1e-3));
    }

    [Fact]
    public void SinglePower_IsTheUpperEnd()
    {
        Assert.Equal([0.5, 2], new RandAdjustContrast(Gamma: 2).Gamma);
        Assert.Equal([1, 3], new RandAdjustContrast(Gamma: [3, 1]).Gamma);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0, 2.0, 3.0)]
    public void ImpossiblePowers_AreRejected(params double[] gamma)
        => Assert.Contains("gamma", Assert.Throws<ArgumentException>(() => new RandAdjustContrast(Gamma: gamma)).Message);
}
