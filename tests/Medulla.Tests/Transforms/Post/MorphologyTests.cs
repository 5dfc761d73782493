using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Post;

public class MorphologyTests
{
    [Fact]
    public void ErosionOfADilatedVoxel_GivesItBack()
    {
        var mask = zeros([1, 1, 9, 9, 9]);
        mask[0, 0, 4, 4, 4] = 1;
        var grown = Morphology.Dilate(mask, [3, 5, 3]);
        Assert.Equal(45, grown.sum().item<float>());
        Assert.Equal(0, (Morphology.Erode(grown, [3, 5, 3]) - mask).abs().sum().item<float>());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void EvenBox_IsRejected(int size)
        => Assert.Contains("odd", Assert.Throws<ArgumentException>(() => Morphology.Erode(ones([1, 1, 4, 4]), size)).Message);
}
