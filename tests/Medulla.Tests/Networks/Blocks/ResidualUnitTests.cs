using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Blocks;

public class ResidualUnitTests
{
    [Fact]
    public void SameShape_AddsTheInputItself()
    {
        using var scope = NewDisposeScope();
        using var unit = new ResidualUnit(2, 3, 3, subunits: 1, act: LayerSpec.None, norm: LayerSpec.None, bias: false);
        using var noGradient = no_grad();
        unit.parameters().Single().zero_();
        var input = rand(1, 3, 8, 8);
        Assert.True(unit.call(input).equal(input).all().item<bool>());
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void OtherChannels_AreReachedByAKernelOfOne_OtherSizesByTheSameKernel()
    {
        using var wider = new ResidualUnit(2, 3, 4, kernelSize: 5);
        using var smaller = new ResidualUnit(2, 3, 3, kernelSize: 5, strides: [2, 1]);
        Assert.Equal([4, 3, 1, 1], wider.state_dict()["residual.weight"].shape);
        Assert.Equal([3, 3, 5, 5], smaller.state_dict()["residual.weight"].shape);
    }

    [Fact]
    public void Dilated_KeepsTheSize()
    {
        using var scope = NewDisposeScope();
        using var unit = new ResidualUnit(2, 1, 2, dilation: 2);
        Assert.Equal([1, 2, 8, 8], unit.call(rand(1, 1, 8, 8)).shape);
    }

    [Fact]
    public void LastConvOnly_LeavesTheLastConvolutionBare()
    {
        using var unit = new ResidualUnit(2, 1, 2, subunits: 2, lastConvOnly: true);
        Assert.Contains("conv.unit0.adn.A.weight", unit.state_dict().Keys);
        Assert.DoesNotContain("conv.unit1.adn.A.weight", unit.state_dict().Keys);
    }
}
