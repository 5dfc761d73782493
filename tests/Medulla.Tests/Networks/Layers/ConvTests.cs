using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Layers;

public class ConvTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Transposed_SizeFollowsTheFormula_OnEveryAxisOfItsOwn(int spatialDims)
    {
        using var scope = NewDisposeScope();
        int[] kernel = [5, 3, 5], stride = [2, 3, 1], padding = [2, 1, 1], extra = [1, 2, 0];
        using var layer = Conv.CreateTransposed(
            spatialDims, 2, 3, kernel[..spatialDims], stride[..spatialDims], padding[..spatialDims], outputPadding: extra[..spatialDims]);
        long[] space = [.. Enumerable.Repeat(4L, spatialDims)];
        var output = layer.call(rand([1, 2, .. space]));
        // (n - 1) stride - 2 padding + kernel + output padding
        long[] expected = [.. new long[] { 6 - 4 + 5 + 1, 9 - 2 + 3 + 2, 3 - 2 + 5 + 0 }.Take(spatialDims)];
        Assert.Equal([1, 3, .. expected], output.shape);
        Assert.Equal(["bias", "weight"], layer.state_dict().Keys.Order());
    }

    [Fact]
    public void UnevenOutputPadding_AddsToTheEndOfItsAxisOnly()
    {
        using var scope = NewDisposeScope();
        using var even = Conv.CreateTransposed(2, 2, 3, 3, stride: 2, padding: 1, outputPadding: 0);
        using var uneven = Conv.CreateTransposed(2, 2, 3, 3, stride: 2, padding: 1, outputPadding: new[] { 0, 1 });
        uneven.load_state_dict(even.state_dict());
        var input = rand(1, 2, 5, 5);
        var output = uneven.call(input);
        Assert.Equal([1, 3, 9, 10], output.shape);
        Assert.True(output.narrow(3, 0, 9).allclose(even.call(input), rtol: 1e-5, atol: 1e-6));
        output.sum().backward();
        Assert.All(uneven.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void SamePadding_KeepsTheSize()
    {
        Assert.Equal([1], Conv.SamePadding(3));
        Assert.Equal([2, 6], Conv.SamePadding(new[] { 5, 4 }, new[] { 1, 4 }));
    }

    [Fact]
    public void EvenKernel_HasNoSamePadding()
        => Assert.Contains("kernelSize is [4] with dilation [1]", Assert.Throws<ArgumentException>(() => Conv.SamePadding(4)).Message);

    [Fact]
    public void OutputPaddingOfAWholeStride_IsRejected()
        => Assert.Contains(
            "outputPadding is [2, 2]; less than the stride [2, 2]",
            Assert.Throws<ArgumentException>(() => Conv.CreateTransposed(2, 1, 1, 3, stride: 2, outputPadding: 2)).Message);

    [Fact]
    public void SizesOfConvolutions_FollowTheirFormulas()
    {
        Assert.Equal([3, 4], Conv.OutShape([5, 9], 3, 2, [1, 0]));
        Assert.Equal([-1, 1], Conv.StrideMinusKernel([3, 1], 2));
        Assert.Equal([1, 0], UnetConvolution.Padding([3, 2], [1, 2]));
        Assert.Equal([1, 0], UnetConvolution.OutputPadding([3, 2], 2, [1, 0]));
        Assert.Contains("stride", Assert.Throws<ArgumentException>(() => UnetConvolution.Padding(1, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("stride", Assert.Throws<ArgumentException>(() => UnetConvolution.OutputPadding(4, 1, 0)).Message, StringComparison.Ordinal);
    }
}
