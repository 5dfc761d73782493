using Medulla.Data;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class SyntheticImagesTests
{
    [Fact]
    public void SameGenerator_GivesTheSamePicture()
    {
        var (first, _) = SyntheticImages.CreateTestImage2d(70, 80, randomState: new RandomState(1));
        var (second, _) = SyntheticImages.CreateTestImage2d(70, 80, randomState: new RandomState(1));
        Assert.True(first.Equals(second));
    }

    [Fact]
    public void Labels_AreClassesAndIntensities_LieInTheUnitRange()
    {
        var (image, label) = SyntheticImages.CreateTestImage3d(30, 32, 34, radMax: 10, noiseMax: 0.5, numSegClasses: 3, channelDim: -1, randomState: new RandomState(2));
        Assert.Equal([30L, 32, 34, 1], image.shape);
        Assert.Equal((ScalarType.Float32, ScalarType.Int32), (image.dtype, label.dtype));
        Assert.Equal((0f, 1f), (image.min().item<float>(), image.max().item<float>()));
        Assert.InRange(label.max().item<int>(), 1, 3);
    }

    [Theory]
    [InlineData(5, 5, null)]
    [InlineData(5, 0, null)]
    [InlineData(16, 2, null)]
    [InlineData(5, 2, 1)]
    public void BallsThatDoNotFit_AreRejected(int radMax, int radMin, int? channelDim)
        => Assert.Throws<ArgumentException>(() => SyntheticImages.CreateTestImage2d(32, 32, radMax: radMax, radMin: radMin, channelDim: channelDim));
}
