using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class SavitzkyGolaySmoothTests
{
    [Theory]
    [InlineData(5, 2)]
    [InlineData(7, 3)]
    [InlineData(9, 3)]
    public void Polynomials_OfTheOrder_StayAsTheyAre(int window, int order)
    {
        var x = linspace(-1, 1, 50);
        var image = (1 - x + 2 * x.pow(order)).view(1, 50, 1).expand(1, 50, 3);
        var smooth = new SavitzkyGolaySmooth(window, order).Apply(new MetaTensor(image)).Data;
        var edge = window / 2;
        Assert.True(smooth[0, edge..^edge].allclose(image[0, edge..^edge], rtol: 1e-4, atol: 1e-4));
    }

    [Fact]
    public void OtherAxes_AreLeftAlone()
    {
        var image = Images.Turned();
        var along = new SavitzkyGolaySmooth(3, 1, 2, PadMode.Wrap).Apply(image).Data;
        Assert.True(along.allclose((image.Data + image.Data.roll(1, 2) + image.Data.roll(-1, 2)) / 3, rtol: 1e-4));
    }

    [Theory]
    [InlineData(4, 1, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(5, -1, 1)]
    [InlineData(5, 2, -1)]
    public void ImpossibleFit_IsRejected(int window, int order, int axis)
        => Assert.ThrowsAny<ArgumentException>(() => new SavitzkyGolaySmooth(window, order, axis));

    [Fact]
    public void AxisThatTheImageLacks_IsRejected()
        => Assert.Contains("1 to 3", Assert.Throws<ArgumentException>(() => new SavitzkyGolaySmooth(3, 1, 4).Apply(Images.Turned())).Message);
}
