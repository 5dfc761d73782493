using Medulla.Transforms.Intensity;
using Medulla.Transforms.Utility;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Utility;

public class ImageFilterTests
{
    private static MetaTensor Impulse
    {
        get
        {
            var image = zeros(1, 7, 7);
            image[0, 3, 3] = 1;
            return new(image);
        }
    }

    /// <summary>The response of a 5 x 5 filter to a single 1, row by row, from the column and row before the kernel on.</summary>
    [Theory]
    [InlineData(NamedFilter.Mean, "11111 11111 11111 11111 11111")]
    [InlineData(NamedFilter.Elliptical, "00100 01110 11111 01110 00100")]
    public void Kernels_HaveTheirShape(NamedFilter filter, string rows)
    {
        var response = new ImageFilter(filter, 5).Apply(Impulse).Data[0, 1..6, 1..6];
        Assert.Equal(rows.Replace(" ", "", StringComparison.Ordinal).Select(c => (float)(c - '0')), response.contiguous().data<float>().ToArray());
    }

    [Theory]
    [InlineData(NamedFilter.Laplace, 24, -1)]
    [InlineData(NamedFilter.Sharpen, 13, 0)]
    public void Center_OutweighsItsNeighbours(NamedFilter filter, float center, float corner)
    {
        var response = new ImageFilter(filter, 5).Apply(Impulse).Data;
        Assert.Equal(center, response[0, 3, 3].item<float>());
        Assert.Equal(-1, response[0, 3, 2].item<float>());
        Assert.Equal(corner, response[0, 1, 1].item<float>());
    }

    [Fact]
    public void Sobel_MeasuresSlopes()
    {
        var ramp = (arange(8, ScalarType.Float32) * 3).unsqueeze(1).expand(8, 6).unsqueeze(0);
        var gradients = new ImageFilter(NamedFilter.Sobel, 5).Apply(new(ramp)).Data[.., 2..6, 2..4];
        Assert.True(gradients[0].eq(3).all().item<bool>());
        Assert.True(gradients[1].eq(0).all().item<bool>());
    }

    [Fact]
    public void SobelOfLastAxis_ByNegativeIndex()
    {
        var image = Images.Turned();
        var all = new ImageFilter(NamedFilter.Sobel, 3).Apply(image).Data;
        Images.AssertSame(image.WithData(all[4..6]), new ImageFilter(NamedFilter.Sobel, 3, SpatialAxes: [-1]).Apply(image));
    }

    [Fact]
    public void NormalizedGradients_ReachFromZeroToOne()
    {
        var gradient = new ImageFilter(NamedFilter.Sobel, 3, SpatialAxes: 0, NormalizeGradients: true).Apply(Images.Turned()).Voxels();
        Assert.Equal((0f, 1f), (gradient.Min(), gradient.Max()));
    }

    [Fact]
    public void Median_IsTheSameInAllElementTypes()
    {
        var image = Images.Turned();
        var fast = new ImageFilter(NamedFilter.Median, 3).Apply(image);
        var straight = new ImageFilter(NamedFilter.Median, 3).Apply(image.WithData(image.Data.to_type(ScalarType.Float64)));
        Images.AssertSame(fast, straight);
    }

    [Fact]
    public void Polynomials_PassSavitzkyGolay()
    {
        var parabola = (arange(20, ScalarType.Float64) - 7).square().view(1, 20);
        var smooth = new ImageFilter(NamedFilter.SavitzkyGolay, 5, Order: 2).Apply(new(parabola)).Data;
        Assert.InRange((smooth - parabola)[0, 2..18].abs().max().item<double>(), 0, 1e-4);
    }

    [Fact]
    public void Gaussian_IsThatOfTheTransform()
        => Images.AssertSame(new GaussianSmooth([1, 2, 0.5]).Apply(Images.Turned()), new ImageFilter(NamedFilter.Gaussian, Sigma: [1, 2, 0.5]).Apply(Images.Turned()));

    [Fact]
    public void OwnKernel_PerChannel()
    {
        var image = Images.Turned();
        var kernel = zeros(2, 1, 1, 1);
        kernel[1, 0, 0, 0] = 2;
        Assert.Throws<ArgumentException>(() => new ImageFilter(kernel));   // an even number of channels is no odd size
        var filtered = new ImageFilter(zeros(1, 1, 1) + 2).Apply(image);
        Images.AssertSame(image.WithData(image.Data * 2), filtered, 1e-4);
    }

    [Fact]
    public void ModulesAndTransforms_AreApplied()
    {
        var image = Images.Turned();
        using var relu = nn.ReLU();
        Images.AssertSame(image, new ImageFilter(relu).Apply(image));
        Images.AssertSame(new ShiftIntensity(2).Apply(image), new ImageFilter(new ShiftIntensity(2)).Apply(image));
    }

    [Fact]
    public void Integers_GiveFloat32()
        => Assert.Equal(ScalarType.Float32, new ImageFilter(NamedFilter.Mean, 3).Apply(new(ones(1, 4, 4, dtype: ScalarType.Byte))).Data.dtype);

    [Theory]
    [InlineData(NamedFilter.Mean, null)]
    [InlineData(NamedFilter.Mean, 4)]
    [InlineData(NamedFilter.Median, -3)]
    [InlineData(NamedFilter.Gaussian, null)]
    [InlineData(NamedFilter.SavitzkyGolay, 3)]
    public void IncompleteFilters_AreRejected(NamedFilter filter, int? size)
    {
        Assert.Throws<ArgumentException>(() => new ImageFilter(filter, size));
        Assert.Throws<ArgumentException>(() => new RandImageFilter(filter, size));
    }

    [Fact]
    public void KernelOfOtherRank_IsRejected()
        => Assert.Contains("does not fit", Assert.Throws<ArgumentException>(() => new ImageFilter(ones(3)).Apply(Images.Turned())).Message);
}
