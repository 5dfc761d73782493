using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class GaussianSmoothTests
{
    [Theory]
    [InlineData(GaussianApproximation.Erf, 1e-4)]
    [InlineData(GaussianApproximation.Sampled, 1e-3)]
    [InlineData(GaussianApproximation.Scalespace, 1e-4)]
    public void Point_IsSpreadByTheDeviation_AndKeepsItsSum(GaussianApproximation approx, double lost)
    {
        var image = zeros(1, 41, 41);
        image[0, 20, 20] = 1;
        var smooth = new GaussianSmooth([1.5, 2.5], approx).Apply(new MetaTensor(image)).Data;
        Assert.Equal(1, smooth.sum().item<float>(), 4 * lost);
        // Voxels are a twelfth wide in variance, which the integral over each adds.
        var place = arange(41) - 20;
        Assert.Equal(2.25, (smooth.sum(2)[0] * place.square()).sum().item<float>(), 0.1);
        Assert.Equal(6.25, (smooth.sum(1)[0] * place.square()).sum().item<float>(), 0.1);
    }

    [Fact]
    public void DiscreteGaussians_AddUp()
    {
        var image = Images.Turned(1, 1, 30, 30);
        var twice = new GaussianSmooth(1.5, GaussianApproximation.Scalespace).Apply(new GaussianSmooth(2, GaussianApproximation.Scalespace).Apply(image));
        var once = new GaussianSmooth(2.5, GaussianApproximation.Scalespace).Apply(image);
        Assert.True(twice.Data[0, 12..18, 12..18].allclose(once.Data[0, 12..18, 12..18], rtol: 1e-3));
    }

    [Fact]
    public void NoDeviation_ChangesNothing()
    {
        var image = Images.Turned();
        Images.AssertSame(image, new GaussianSmooth(0).Apply(image));
    }

    [Fact]
    public void Kernel_AgreesWithLibtorch()
    {
        var image = Images.Turned(3, 2, 9, 8, 20).Data;
        var weights = SeparableFilter.Gaussian(image, [1, 0.6, 2], GaussianApproximation.Erf);
        var straight = SeparableFilter.Apply(image.unsqueeze(-1), [.. weights, [1]]).squeeze(-1);   // of four axes, which the kernel does not take
        Assert.True(SeparableFilter.Apply(image, weights).allclose(straight, rtol: 1e-5, atol: 1e-4));
    }

    [Fact]
    public void WholeNumbers_BecomeFractions()
    {
        var smooth = new GaussianSmooth().Apply(new MetaTensor(arange(25, ScalarType.Int16).view(1, 5, 5)));
        Assert.Equal(ScalarType.Float32, smooth.Data.dtype);
        Assert.NotEqual(0, smooth.Data.frac().abs().sum().item<float>());
    }

    [Fact]
    public void Sharpening_LiftsAnEdge()
    {
        var image = zeros(1, 1, 40);
        image[0, 0, 20..] = 1;
        var sharp = new GaussianSharpen(0.5, 1, 2).Apply(new MetaTensor(image.view(1, 40))).Data[0];
        Assert.True(sharp[19].item<float>() < -0.1 && sharp[20].item<float>() > 1.1);
        Assert.Equal(1, sharp[30].item<float>(), 1e-4);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void ImpossibleDeviation_IsRejected(double sigma)
        => Assert.Contains("sigma", Assert.Throws<ArgumentException>(() => new GaussianSmooth(sigma).Apply(Images.Turned())).Message);

    [Fact]
    public void DeviationsForOtherAxes_AreRejected()
        => Assert.Contains("one number, or 3", Assert.Throws<ArgumentException>(() => new GaussianSmooth([1, 2]).Apply(Images.Turned())).Message);
}
