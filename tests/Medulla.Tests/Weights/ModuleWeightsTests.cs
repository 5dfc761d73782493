using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class ModuleWeightsTests
{
    [Fact]
    public void SavedModule_LoadsIntoAnother_ParametersAndBuffers()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        using var source = Network();
        source.call(rand(2, 3, 8, 8));   // moves the running statistics
        source.SaveWeights(file.Path, new Dictionary<string, string> { ["made"] = "by a test" });
        using var target = Network();
        var report = target.LoadWeights(file.Path);
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unexpected);
        var (expected, found) = (source.state_dict(), target.state_dict());
        Assert.Contains("1.num_batches_tracked", expected.Keys);
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected, pair => Assert.True(pair.Value.equal(found[pair.Key]).all().item<bool>(), pair.Key));
        Assert.All(target.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Mismatch_IsOneTable_AndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var before = network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var weights = before.ToDictionary(pair => pair.Key, pair => pair.Value + 1);
        weights.Remove("0.bias");
        weights["1.weight"] = ones(5);
        weights["head.weight"] = ones(2, 2);
        var error = Assert.Throws<WeightsMismatchException>(() => network.LoadWeights(weights, source: "net.safetensors"));
        Assert.Equal(
            "Sequential: net.safetensors does not fit (1 missing, 1 unexpected, 1 of another shape).\n" +
            "  name         module  weights\n" +
            "  1.weight     [4]     [5]\n" +
            "  0.bias       [4]     -\n" +
            "  head.weight  -       [2, 2]",
            error.Message);
        Assert.Throws<WeightsMismatchException>(() => network.LoadWeights(weights, strict: false));   // the shape still differs
        Assert.All(before, pair => Assert.True(pair.Value.equal(network.state_dict()[pair.Key]).all().item<bool>(), pair.Key));
    }

    [Fact]
    public void NotStrict_LoadsWhatFits_AndReportsTheRest()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var weights = new Dictionary<string, Tensor> { ["1.weight"] = full([4], 7), ["head.weight"] = ones(2, 2) };
        var report = network.LoadWeights(weights, strict: false);
        Assert.Equal(["head.weight"], report.Unexpected);
        Assert.Contains("0.weight", report.Missing);
        Assert.DoesNotContain("1.weight", report.Missing);
        Assert.Equal(7, network.state_dict()["1.weight"].mean().item<float>());
    }

    [Fact]
    public void OtherElementTypes_AreConverted()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        network.LoadWeights(network.state_dict().ToDictionary(pair => pair.Key, pair => full_like(pair.Value, 3).to_type(ScalarType.Float16)));
        Assert.All(network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.Equal(3, network.state_dict()["0.weight"].mean().item<float>());
    }

    [Fact]
    public void LongTables_AreCut()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var weights = Enumerable.Range(0, 90).ToDictionary(i => $"w{i}", _ => zeros(1));
        var error = Assert.Throws<WeightsMismatchException>(() => network.LoadWeights(weights));
        Assert.EndsWith("and 47 more", error.Message, StringComparison.Ordinal);   // 7 missing + 90 unexpected, 50 shown
    }

    [Fact]
    public void LoadingFromAFile_LeavesNoTensorsBehind()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        using var network = Network();
        network.SaveWeights(file.Path);
        var count = scope.DisposablesCount;
        network.LoadWeights(file.Path);
        Assert.Equal(count, scope.DisposablesCount);
    }

    private static TorchSharp.Modules.Sequential Network() => nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4));
}
