using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Layers;

public class SkipConnectionTests
{
    [Theory]
    [InlineData(SkipMode.Concatenate, new[] { -1f, 2f, 0f, 2f })]
    [InlineData(SkipMode.Add, new[] { -1f, 4f })]
    [InlineData(SkipMode.Multiply, new[] { 0f, 4f })]
    public void InputAndOutput_AreJoined(SkipMode mode, float[] expected)   // relu(-1, 2) = (0, 2)
    {
        using var scope = NewDisposeScope();
        using var skip = new SkipConnection(nn.ReLU(), mode: mode);
        var input = tensor(new[] { -1f, 2f }).reshape(1, 2);
        Assert.Equal(expected, skip.call(input).data<float>().ToArray());
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void Weights_AreNamedAfterTheSubmodule()
    {
        using var skip = new SkipConnection(nn.Conv2d(2, 2, 3));
        Assert.Equal(["submodule.weight", "submodule.bias"], skip.state_dict().Keys);
    }
}
