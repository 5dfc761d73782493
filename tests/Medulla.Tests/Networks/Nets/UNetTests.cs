using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

public class UNetTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Forward_KeepsTheImageSize_AndGivesOneChannelAClass(int spatialDims, int numResUnits)
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(spatialDims, inChannels: 2, outChannels: 3, channels: [4, 8, 16], strides: [2, 2], numResUnits: numResUnits);
        long[] space = [.. new long[] { 16, 8, 12 }.Take(spatialDims)];
        var output = network.call(rand([2, 2, .. space]));
        Assert.Equal([2, 3, .. space], output.shape);
    }

    [Fact]
    public void PlainUNet_HasTheNamesOfPublishedCheckpoints()
    {
        using var network = new UNet(2, 1, 2, channels: [4, 8, 16], strides: [2, 2], norm: "batch");
        string[] withNorm = ["conv.weight", "conv.bias", "adn.N.weight", "adn.N.bias", "adn.N.running_mean", "adn.N.running_var", "adn.N.num_batches_tracked", "adn.A.weight"];
        string[] blocks = ["model.0", "model.1.submodule.0", "model.1.submodule.1.submodule", "model.1.submodule.2"];
        Assert.Equal(
            blocks.SelectMany(block => withNorm.Select(name => $"{block}.{name}")).Concat(["model.2.conv.weight", "model.2.conv.bias"]).Order(StringComparer.Ordinal),
            network.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ResidualUNet_HasTheNamesAndShapesOfPublishedCheckpoints()
    {
        using var network = new UNet(3, 1, 2, channels: [4, 8], strides: [2], numResUnits: 2);
        var found = network.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]");
        string[] expected =
        [
            "model.0.conv.unit0.conv.weight [4, 1, 3, 3, 3]", "model.0.conv.unit0.conv.bias [4]", "model.0.conv.unit0.adn.A.weight [1]",
            "model.0.conv.unit1.conv.weight [4, 4, 3, 3, 3]", "model.0.conv.unit1.conv.bias [4]", "model.0.conv.unit1.adn.A.weight [1]",
            "model.0.residual.weight [4, 1, 3, 3, 3]", "model.0.residual.bias [4]",
            "model.1.submodule.conv.unit0.conv.weight [8, 4, 3, 3, 3]", "model.1.submodule.conv.unit0.conv.bias [8]", "model.1.submodule.conv.unit0.adn.A.weight [1]",
            "model.1.submodule.conv.unit1.conv.weight [8, 8, 3, 3, 3]", "model.1.submodule.conv.unit1.conv.bias [8]", "model.1.submodule.conv.unit1.adn.A.weight [1]",
            "model.1.submodule.residual.weight [8, 4, 1, 1, 1]", "model.1.submodule.residual.bias [8]",
            "model.2.0.conv.weight [12, 2, 3, 3, 3]", "model.2.0.conv.bias [2]", "model.2.0.adn.A.weight [1]",
            "model.2.1.conv.unit0.conv.weight [2, 2, 3, 3, 3]", "model.2.1.conv.unit0.conv.bias [2]",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OneOptimizerStep_ChangesEveryParameter()
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(2, 1, 2, channels: [4, 8, 16], strides: [2, 2], numResUnits: 2, norm: ("group", new() { ["num_groups"] = 2 }));
        using var optimizer = optim.Adam(network.parameters(), 1e-2);
        var before = network.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.detach().clone());
        network.call(rand(2, 1, 16, 16)).square().mean().backward();
        optimizer.step();
        Assert.All(network.named_parameters(), pair => Assert.False(pair.parameter.equal(before[pair.name]).all().item<bool>(), pair.name));
    }

    [Fact]
    public void RepeatedSteps_LeaveNoTensorsBehind()
    {
        using var network = new UNet(2, 1, 2, channels: [4, 8, 16], strides: [2, 2], numResUnits: 2, dropout: 0.1);
        using var input = rand(1, 1, 16, 16);
        void Step()
        {
            using var output = network.call(input);
            using var loss = output.mean();
            loss.backward();
        }
        Step();   // makes the gradients
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
        {
            Step();
        }
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void LayersSwitchedOff_AreNotThere()
    {
        using var network = new UNet(2, 1, 2, channels: [4, 8], strides: [2], act: LayerSpec.None, norm: LayerSpec.None, bias: false);
        Assert.Equal(["model.0.conv.weight", "model.1.submodule.conv.weight", "model.2.conv.weight"], network.state_dict().Keys);
    }

    [Fact]
    public void MoreStridesThanNeeded_AreNotUsed()
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(2, 1, 2, channels: [4, 8], strides: [2, 3, 5]);
        Assert.Equal([1, 2, 6, 6], network.call(rand(1, 1, 6, 6)).shape);
    }

    [Fact]
    public void SpatialDims_BeyondThree_AreRejected()
        => Rejected("UNet: spatialDims is 4; 1, 2 or 3 is expected.", () => new UNet(4, 1, 2, [4, 8], [2]));

    [Fact]
    public void OneSize_IsRejected()
        => Rejected("UNet: channels is [4]; two or more positive numbers are expected.", () => new UNet(2, 1, 2, [4], [2]));

    [Fact]
    public void TooFewStrides_AreRejected()
        => Rejected("UNet: strides is [2]; 2 positive numbers, one fewer than channels, are expected.", () => new UNet(2, 1, 2, [4, 8, 16], [2]));

    [Fact]
    public void KernelOfOtherRank_IsRejected()
        => Rejected("UNet: kernelSize is [3, 3, 3]; one value, or 2 (one an axis), is expected.", () => new UNet(2, 1, 2, [4, 8], [2], kernelSize: [3, 3, 3]));

    [Fact]
    public void EvenKernel_IsRejected()
        => Rejected("kernelSize is [4, 4]", () => new UNet(2, 1, 2, [4, 8], [2], kernelSize: 4));

    [Fact]
    public void NoChannels_AreRejected()
        => Rejected("UNet: inChannels is 0; at least 1 is expected.", () => new UNet(2, 0, 2, [4, 8], [2]));

    [Fact]
    public void UnknownNorm_IsRejected_WithTheNearestName()
        => Rejected("Norm has no layer 'instanse' (did you mean 'instance'?)", () => new UNet(2, 1, 2, [4, 8], [2], norm: "instanse"));

    [Fact]
    public void ImageOfOtherChannelsOrAxes_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(2, 1, 2, channels: [4, 8], strides: [2]);
        Assert.Contains("[B, 1] and 2 spatial axes", Assert.Throws<ArgumentException>(() => network.call(rand([1, 2, 8, 8]))).Message);
        Assert.Contains("[1, 1, 8]", Assert.Throws<ArgumentException>(() => network.call(rand([1, 1, 8]))).Message);
    }

    [Fact]
    public void ImageThatStridesDoNotDivide_IsRejected_WithTheWayOut()
    {
        // 10 becomes 5 and 3 on the way down, and 3 becomes 6 on the way up.
        using var scope = NewDisposeScope();
        using var network = new UNet(2, 1, 2, channels: [4, 8, 16], strides: [2, 2]);
        Assert.Contains("multiple of the product of its strides", Assert.Throws<ArgumentException>(() => network.call(rand([1, 1, 10, 8]))).Message);
    }

    private static void Rejected(string message, Func<UNet> make)
        => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => make().Dispose()).Message);
}
