using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class SeparableConvolutionTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 70, 90)]
    [InlineData(2, 6, 33, 40)]
    [InlineData(1, 40, 3, 130)]
    [InlineData(2, 1, 1, 1)]
    public void Weights_AreSummedOverNeighbours(int channels, params int[] sizes)
    {
        long[] shape = [.. sizes.Select(n => (long)n)];
        var random = new Random(1);
        float[][] weights = [.. shape.Select((_, axis) => Enumerable.Range(0, 2 * axis + 5).Select(_ => random.NextSingle()).ToArray())];
        float[] image = [.. Enumerable.Range(0, channels * (int)Voxels.Count(shape)).Select(_ => random.NextSingle())];
        var expected = image.Select(v => (double)v).ToArray();
        var inner = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            expected = [.. expected.Select((_, at) => Enumerable.Range(0, weights[axis].Length).Sum(k =>
            {
                var move = k - weights[axis].Length / 2;
                var index = at / inner % shape[axis] + move;
                return index < 0 || index >= shape[axis] ? 0 : weights[axis][k] * expected[at + move * inner];
            }))];
            inner *= shape[axis];
        }
        SeparableConvolution.Apply(image, shape, channels, weights);
        Assert.All(image.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4 * Math.Max(1, pair.Second)));
    }

    [Fact]
    public void EvenNumberOfWeights_IsRejected()
        => Assert.Contains("odd number", Assert.Throws<ArgumentException>(() => SeparableConvolution.Apply(new float[4], [4], 1, [[1, 1]])).Message);

    [Fact]
    public void ShapeThatDoesNotFit_IsRejected()
        => Assert.Throws<ArgumentException>(() => SeparableConvolution.Apply(new float[5], [4], 1, [[1]]));
}
