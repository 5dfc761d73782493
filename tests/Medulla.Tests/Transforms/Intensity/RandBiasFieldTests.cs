using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class RandBiasFieldTests
{
    [Fact]
    public void Field_IsTheExponentialOfThePolynomial()
    {
        // In 3-D the coefficients of degree 1 are those of 1, z, y and x.
        var image = new MetaTensor(ones(2, 3, 5, 7));
        var field = new RandBiasField(1).Apply(image, new RandBiasField.Drawn([0.5, 0.1, 0.2, 0.3])).Data.log();
        var expected = 0.5 + 0.3 * linspace(-1, 1, 3).view(3, 1, 1) + 0.2 * linspace(-1, 1, 5).view(5, 1) + 0.1 * linspace(-1, 1, 7);
        Assert.True(field.allclose(expected.to_type(ScalarType.Float32).expand(2, 3, 5, 7), atol: 1e-5));
    }

    [Fact]
    public void NoCoefficients_ChangeNothing()
    {
        var image = Images.Turned();
        Images.AssertSame(image, new RandBiasField(CoeffRange: new(0, 0), Prob: 1).Apply(image, 1));
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 2, 10)]
    [InlineData(3, 3, 20)]
    public void NumberOfCoefficients_FollowsFromDegreeAndRank(int degree, int rank, int count)
    {
        var image = new MetaTensor(ones([1, .. Enumerable.Repeat(4L, rank)]));
        Assert.Equal(count, new RandBiasField(degree).Draw(new(1), image).Coefficients.Count);
    }

    [Fact]
    public void ImpossibleDegreeOrRank_IsRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandBiasField(0));
        Assert.Contains("2 or 3", Assert.Throws<ArgumentException>(() => new RandBiasField(Prob: 1).Apply(new MetaTensor(ones(1, 4)), 1)).Message);
    }
}
