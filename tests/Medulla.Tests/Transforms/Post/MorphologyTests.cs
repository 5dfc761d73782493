using Medulla.Randomness;
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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(2, 0)]
    public void FastWay_IsTheStraightWay(int channels, double padValue)
    {
        var mask = new RandomState(1).Uniform(0, 1, [2, channels, 12, 9, 20], ScalarType.Float32).gt(0.15).to_type(ScalarType.Float32);
        var mean = Morphology.BoxMean(mask, [3, 1, 5], padValue);
        AssertEqual((mean - 1).abs().lt(1e-7), Morphology.Erode(mask, [3, 1, 5], padValue));
        AssertEqual(Morphology.BoxMean(1 - mask, [3, 1, 5], padValue).gt(0), Morphology.Dilate(1 - mask, [3, 1, 5], padValue));
    }

    [Fact]
    public void ValuesBetweenZeroAndOne_AreMeans()
        => Assert.Equal(0, Morphology.Erode(full([1, 1, 4, 4], 0.5f)).sum().item<float>());

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Float16)]
    public void ElementType_Stays(ScalarType dtype)
        => Assert.Equal(dtype, Morphology.Dilate(ones([1, 1, 4, 4], dtype)).dtype);

    private static void AssertEqual(Tensor expected, Tensor actual)
        => Assert.Equal(0, (expected.to_type(ScalarType.Float32) - actual).abs().sum().item<float>());
}
