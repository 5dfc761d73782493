using Medulla.Networks.Nets;
using Medulla.Profiling;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Profiling;

public class NetworkSummaryTests
{
    [Fact]
    public void Layers_AreCountedAsByHand()
    {
        using var network = nn.Sequential(("conv", (nn.Module<Tensor, Tensor>)nn.Conv2d(2, 4, 3, padding: 1)), ("act", nn.ReLU()), ("up", nn.ConvTranspose2d(4, 3, 2, 2)), ("flat", nn.Flatten()), ("fc", nn.Linear(3 * 16 * 16, 5)));
        using var input = zeros(1, 2, 8, 8);
        var summary = NetworkSummary.Of(network, input);
        Assert.Equal(["conv", "act", "up", "flat", "fc"], summary.Layers.Select(layer => layer.Name));
        Assert.Equal([72L * 64, 0, 48 * 64, 0, 768 * 5], summary.Layers.Select(layer => layer.MultiplyAdds));
        Assert.Equal([76L, 0, 51, 0, 3845], summary.Layers.Select(layer => layer.Parameters));
        Assert.Equal(summary.Layers.Sum(layer => layer.Parameters), summary.Parameters);
        Assert.Equal(4L * 64 * 4, summary.Layers[0].Bytes);
        Assert.True(network.training);
    }

    [Fact]
    public void Network_OfManyParts_IsSummed_AndKeepsNoHooks()
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(2, 1, 2, [4, 8], [2]);
        var input = zeros(1, 1, 16, 16);
        var summary = NetworkSummary.Of(network, input);
        Assert.Equal(network.parameters().Sum(p => p.numel()), summary.Layers.Sum(layer => layer.Parameters));
        Assert.Contains("multiply-adds", summary.ToString(), StringComparison.Ordinal);
        Assert.Equal(summary.MultiplyAdds, NetworkSummary.Of(network, input).MultiplyAdds);
    }
}
