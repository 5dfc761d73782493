using Medulla.Inferers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SliceInfererTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void EachSlice_IsInferredByItself(int axis)
    {
        using var scope = NewDisposeScope();
        var image = randn([2, 1, 5, 6, 7], generator: new Generator(1));
        var inferer = new SliceInferer(axis, [4, 4], 3, 0.5, BlendMode.Gaussian);

        var result = inferer.Infer(image, Network);

        var expected = image.unbind(axis + 2).Select(slice => new SlidingWindowInferer([4, 4], 1, 0.5, BlendMode.Gaussian).Infer(slice, Network));
        Assert.True(result.allclose(stack(expected, axis + 2), 1e-5, 1e-6));
    }

    [Fact]
    public void Streaming_WorksOnSlicesToo()
    {
        using var scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        var image = randn([1, 1, 3, 6, 7], generator: new Generator(1));
        var inferer = new SliceInferer(0, [4, 4], 3, 0.5);

        Assert.True(inferer.RunToFile(image, Network, folder["a.npy"]).allclose(inferer.Infer(image, Network), 1e-5, 1e-6));
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("spatial_dim", Assert.Throws<ArgumentOutOfRangeException>(() => new SliceInferer(3, [4, 4])).Message);
        Assert.Contains("roi_size is [4, 4, 4]", Assert.Throws<ArgumentException>(() => new SliceInferer(0, [4, 4, 4]).Infer(zeros([1, 1, 5, 5, 5]), Network)).Message);
        Assert.Contains("[1, 1, 5, 5]", Assert.Throws<ArgumentException>(() => new SliceInferer(0, [4, 4]).Infer(zeros(1, 1, 5, 5), Network)).Message);
    }

    private static Tensor Network(Tensor x) => nn.functional.avg_pool2d(x, 3, 1, 1);
}
