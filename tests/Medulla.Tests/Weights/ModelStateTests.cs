using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class ModelStateTests
{
    [Fact]
    public void Weights_AreCopied_WhereNamesAndShapesAgree()
    {
        using var scope = NewDisposeScope();
        using var dst = nn.Sequential(("a", (nn.Module<Tensor, Tensor>)nn.Linear(2, 3)), ("b", nn.Linear(3, 4)));
        using var src = nn.Sequential(("a", (nn.Module<Tensor, Tensor>)nn.Linear(2, 3)), ("b", nn.Linear(3, 5)));
        var (state, updated, unchanged) = ModelState.CopyModelState(dst, src);
        Assert.Equal(["a.bias", "a.weight"], updated);
        Assert.Equal(["b.bias", "b.weight"], unchanged);
        Assert.True(dst.state_dict()["a.weight"].equal(src.state_dict()["a.weight"]).all().item<bool>());
        Assert.Equal(4, state.Count);
    }

    [Fact]
    public void Prefix_Mapping_AndExclusion_Hold()
    {
        using var scope = NewDisposeScope();
        using var dst = nn.Sequential(("net", (nn.Module<Tensor, Tensor>)nn.Sequential(("a", (nn.Module<Tensor, Tensor>)nn.Linear(2, 2)), ("b", nn.Linear(2, 2)))));
        Dictionary<string, Tensor> src = new() { ["a.weight"] = ones(2, 2), ["a.bias"] = ones(2), ["c.weight"] = 5 * ones(2, 2) };
        var before = dst.state_dict()["net.a.bias"].clone();
        var (_, updated, _) = ModelState.CopyModelState(dst, src, "net.", new Dictionary<string, string> { ["c.weight"] = "b.weight" }, "bias");
        Assert.Equal(["net.a.weight", "net.b.weight"], updated);
        Assert.True(dst.state_dict()["net.a.bias"].equal(before).all().item<bool>());
        Assert.Equal(20, dst.state_dict()["net.b.weight"].sum().item<float>());
        Assert.Equal(["net.a.weight"], ModelState.CopyModelState(dst, new Dictionary<string, Tensor> { ["a.weight"] = zeros(2, 2) }, "net.", inplace: false).UpdatedKeys);
        Assert.Equal(4, dst.state_dict()["net.a.weight"].sum().item<float>());
    }

    [Fact]
    public void LoadedNames_CanBeMapped()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("a", (nn.Module<Tensor, Tensor>)nn.Linear(2, 2)));
        Dictionary<string, Tensor> weights = new() { ["module.a.weight"] = ones(2, 2), ["module.a.bias"] = zeros(2), ["extra"] = zeros(1) };
        network.LoadWeights(weights, mapping: name => name == "extra" ? null : name.Replace("module.", "", StringComparison.Ordinal));
        Assert.Equal(4, network.state_dict()["a.weight"].sum().item<float>());
        Assert.Contains("several weights", Assert.Throws<ArgumentException>(() => network.LoadWeights(weights, mapping: _ => "a.weight")).Message, StringComparison.Ordinal);
        Assert.Throws<WeightsMismatchException>(() => network.LoadWeights(weights));
    }
}
