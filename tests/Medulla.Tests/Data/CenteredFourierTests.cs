using Medulla.Data;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class CenteredFourierTests
{
    [Theory]
    [InlineData(4, 6)]
    [InlineData(5, 7)]
    public void Inverse_RestoresTheImage(long height, long width)
    {
        var image = rand(2, height, width, 2);
        Assert.InRange((CenteredFourier.IfftnCentered(CenteredFourier.FftnCentered(image, 2), 2) - image).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void ConstantImage_LiesInTheMiddle()
    {
        var spectrum = CenteredFourier.FftnCentered(ones(1, 4, 4), 2, isComplex: false);
        Assert.Equal(4, spectrum[0, 2, 2, 0].item<float>(), 1e-5);
        Assert.Equal(4, spectrum.abs().sum().item<float>(), 1e-4);
    }

    [Fact]
    public void ComplexInputWithoutTwoParts_IsRejected()
        => Assert.Contains("isComplex: false", Assert.Throws<ArgumentException>(() => CenteredFourier.FftnCentered(ones(1, 4, 4), 2)).Message);

    [Fact]
    public void MoreAxesThanThereAre_AreRejected() => Assert.Throws<ArgumentException>(() => CenteredFourier.IfftnCentered(ones(4, 2), 3));
}
