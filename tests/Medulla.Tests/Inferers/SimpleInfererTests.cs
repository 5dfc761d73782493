using Medulla.Inferers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SimpleInfererTests
{
    [Fact]
    public void Network_SeesTheWholeImage_WithoutGradients()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Conv1d(1, 2, 3);
        var image = rand(1, 1, 8);

        var result = new SimpleInferer().Infer(image, network);

        Assert.True(result.Equals(network.call(image)));
        Assert.False(result.requires_grad);
    }

    [Fact]
    public void NetworkThatReturnsItsInput_LeavesItInItsScope()
    {
        using var scope = NewDisposeScope();
        Tensor image;
        using (NewDisposeScope())
        {
            image = rand(1, 1, 8);
            Assert.NotSame(image, new SimpleInferer().Infer(image, x => x));
            Assert.False(image.IsInvalid);
        }

        Assert.True(image.IsInvalid);
    }
}
