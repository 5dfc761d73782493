using Medulla.Runtime;
using Medulla.Visualization;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Visualization;

public sealed class BlendingTests
{
    [Fact]
    public void Background_LeavesTheImageAsItIs()
    {
        using var scope = NewDisposeScope();
        var image = rand([1, 3, 4], generator: new Generator(1));
        var label = zeros(1, 3, 4);
        label[0, 0, 0] = 1;

        var blended = Blending.BlendImages(image, label, tensor(1.0), Colormap.Gray, rescaleArrays: false);

        Assert.Equal([3, 3, 4], blended.shape);
        Assert.True(blended[0, 0, 0].allclose(tensor(1f)));
        Assert.True(blended[.., 1, 2].allclose(image[0, 1, 2].expand(3)));
    }

    [Theory]
    [InlineData(Colormap.Jet, 0, 0, 0, 0.5)]
    [InlineData(Colormap.Jet, 1, 0.5, 0, 0)]
    [InlineData(Colormap.Hot, 1, 1, 1, 1)]
    [InlineData(Colormap.Hsv, 0, 1, 0, 0)]
    [InlineData(Colormap.Gray, 0.5, 128 / 255.0, 128 / 255.0, 128 / 255.0)]
    public void Colours_AreThoseOfTheMap(Colormap map, double value, double red, double green, double blue)
    {
        using var scope = NewDisposeScope();

        var blended = Blending.BlendImages(zeros(1, 1, 1), ones(1, 1, 1) * value, tensor(1.0), map, rescaleArrays: false, transparentBackground: false);

        Assert.All(new[] { red, green, blue }.Zip(blended.contiguous().AsSpan<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    [Fact]
    public void WrongSizes_AreRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentException>(() => Blending.BlendImages(zeros(2, 3, 3), zeros(1, 3, 3)));
        Assert.Throws<ArgumentException>(() => Blending.BlendImages(zeros(1, 3, 3), zeros(2, 3, 3)));
        Assert.Contains("[1, 3, 4]", Assert.Throws<ArgumentException>(() => Blending.BlendImages(zeros(1, 3, 3), zeros(1, 3, 4))).Message);
        Assert.Contains("alpha", Assert.Throws<ArgumentException>(() => Blending.BlendImages(zeros(1, 3, 3), zeros(1, 3, 3), zeros(1, 2, 2))).Message);
    }
}
