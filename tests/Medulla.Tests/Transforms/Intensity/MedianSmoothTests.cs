using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class MedianSmoothTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(0, 3, 2)]
    public void Boxes_AreReplacedByTheirMedians(int x, int y, int z)
    {
        var image = Images.Turned(4);
        var padded = nn.functional.pad(image.Data, [z, z, y, y, x, x], TorchSharp.PaddingModes.Replicate);
        var boxes = padded.unfold(1, 2 * x + 1, 1).unfold(2, 2 * y + 1, 1).unfold(3, 2 * z + 1, 1).flatten(4);
        Images.AssertSame(image.WithData(boxes.sort(-1).Values[.., .., .., .., boxes.shape[^1] / 2]), new MedianSmooth([x, y, z]).Apply(image));
    }

    [Fact]
    public void SinglePeaks_GoAway_AndEdgesStay()
    {
        var image = zeros(1, 12, 12);
        image[0, 6..] = 5;
        var edges = image.clone();
        image[0, 2, 4] = 100;
        Assert.True(new MedianSmooth().Apply(new MetaTensor(image)).Data.allclose(edges));
    }

    [Fact]
    public void NegativeRadius_IsRejected() => Assert.Throws<ArgumentException>(() => new MedianSmooth(-1).Apply(Images.Turned()));
}
