using Medulla.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Tests.Optimization;

public sealed class ParameterGroupsTests : IDisposable
{
    private readonly Sequential network = nn.Sequential(("first", nn.Linear(2, 3)), ("second", nn.Linear(3, 4)), ("third", nn.Linear(4, 5)));

    public void Dispose() => network.Dispose();

    [Fact]
    public void Matches_GetTheirRatesAndOthersNone()
    {
        var groups = ParameterGroups.Of(network, [LayerMatch.Select(_ => (nn.Module)network[0], 0.1), LayerMatch.Named("^second.*weight$", 0.2)]);

        Assert.Equal([0.1, 0.2, null], groups.Select(group => group.LearningRate));
        Assert.Equal([2, 1, 3], groups.Select(group => group.Parameters.Count));
        Assert.Equal([4, 3], groups[1].Parameters[0].shape);
    }

    [Fact]
    public void Groups_FitTorchSharpsOptimisers()
    {
        var groups = ParameterGroups.Of(network, [LayerMatch.Filter((name, _) => name.StartsWith("first"), 0.5)]);

        using var adam = optim.Adam(groups.Select(group => group.For<Adam.ParamGroup, Adam.Options>()), 0.01);

        Assert.Equal([0.5, 0.01], adam.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void Configurations_SaySelectOrFilter()
    {
        var groups = ParameterGroups.Generate(network, [_ => (nn.Module)network[0], pair => ((string)((List<object?>)pair!)[0]!).StartsWith("second")], ["select", "filter"], 0.1, includeOthers: false);

        Assert.Equal([2, 2], groups.Select(group => group.Parameters.Count));
        Assert.Equal(["lr", "params"], ((Dictionary<string, object?>)groups[0].ReferenceForm).Keys.Order());
    }

    [Fact]
    public void WrongMatches_AreRejected()
    {
        Assert.Contains("first.weight", Assert.Throws<ArgumentException>(() => ParameterGroups.Of(network, [LayerMatch.Named("decoder", 0.1)])).Message);
        Assert.Contains(
            "first.weight, which", Assert.Throws<ArgumentException>(() => ParameterGroups.Of(network, [LayerMatch.Named("first", 0.1), LayerMatch.Named("weight", 0.1)])).Message);
        Assert.Contains("'pick'", Assert.Throws<ArgumentException>(() => ParameterGroups.Generate(network, [x => x], "pick", 0.1)).Message);
        Assert.Contains("lr_values", Assert.Throws<ArgumentException>(() => ParameterGroups.Generate(network, [x => x], "select", [0.1, 0.2])).Message);
    }
}
