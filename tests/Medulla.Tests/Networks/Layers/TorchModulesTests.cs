using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Layers;

public sealed class TorchModulesTests
{
    [Fact]
    public void Convolution_HasTheAxesOfItsName()
    {
        // Stride 2 halves, a kernel of 3 without padding takes 2 off.
        using var scope = NewDisposeScope();

        Assert.Equal([1, 2, 6], TorchModules.Conv1d(1, 2, 3).call(rand([1, 1, 8])).shape);
        Assert.Equal([1, 2, 4, 8], TorchModules.Conv2d(1, 2, 3, stride: [2, 1], padding: 1).call(rand([1, 1, 8, 8])).shape);
        Assert.Equal([1, 2, 8, 8, 6], TorchModules.Conv3d(1, 2, [1, 1, 3], bias: false).call(rand([1, 1, 8, 8, 8])).shape);
    }
}
