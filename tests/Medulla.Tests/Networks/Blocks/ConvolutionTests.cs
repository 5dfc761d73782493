using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Blocks;

public class ConvolutionTests
{
    [Fact]
    public void Stride_ShrinksTheImage_TransposedRestoresIt()
    {
        using var scope = NewDisposeScope();
        using var down = new Convolution(3, 1, 4, strides: [2, 2, 1]);
        using var up = new Convolution(3, 4, 1, strides: [2, 2, 1], isTransposed: true);
        var small = down.call(rand([1, 1, 8, 12, 6]));
        Assert.Equal([1, 4, 4, 6, 6], small.shape);
        Assert.Equal([1, 1, 8, 12, 6], up.call(small).shape);
    }

    [Fact]
    public void Dilation_WidensTheKernel_AndKeepsTheSize()
    {
        using var scope = NewDisposeScope();
        using var block = new Convolution(2, 1, 1, kernelSize: [3, 5], dilation: [2, 1]);
        Assert.Equal([1, 1, 9, 7], block.call(rand(1, 1, 9, 7)).shape);
    }

    [Fact]
    public void Ordering_SaysWhatFollowsTheConvolution()
    {
        using var block = new Convolution(2, 1, 4, adnOrdering: "an", dropout: 0.5, norm: "batch");
        Assert.Equal(["A", "N"], block.named_modules().Where(m => m.name.StartsWith("adn.", StringComparison.Ordinal)).Select(m => m.name[4..]));
    }

    [Fact]
    public void ConvOnly_HasNothingElse()
    {
        using var block = new Convolution(2, 1, 4, convOnly: true);
        Assert.Equal(["conv"], block.named_children().Select(child => child.name));
    }

    [Fact]
    public void EverythingSwitchedOff_IsAConvolutionAlone()
    {
        using var block = new Convolution(2, 1, 4, act: LayerSpec.None, norm: LayerSpec.None);
        Assert.Equal(["conv"], block.named_children().Select(child => child.name));
    }

    [Theory]
    [InlineData("NDX")]
    [InlineData("NN")]
    public void OrderingOfOtherLetters_IsRejected(string ordering)
        => Assert.Contains($"ordering is '{ordering}'", Assert.Throws<ArgumentException>(() => new Convolution(2, 1, 4, adnOrdering: ordering)).Message);

    [Fact]
    public void GroupsThatDoNotDivideTheChannels_AreRejected()
        => Assert.Contains("groups is 2; a divisor of 3 and 4 channels", Assert.Throws<ArgumentException>(() => new Convolution(2, 3, 4, groups: 2)).Message);

    [Fact]
    public void ZeroStride_IsRejected()
        => Assert.Contains("stride is [0]; at least 1", Assert.Throws<ArgumentException>(() => new Convolution(2, 3, 4, strides: 0)).Message);

    [Fact]
    public void NormWithoutAxes_IsRejected()
        => Assert.Contains("normDim and dropoutDim are both null", Assert.Throws<ArgumentException>(() => new ADN(norm: "instance")).Message);
}
