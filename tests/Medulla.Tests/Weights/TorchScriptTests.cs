using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class TorchScriptTests
{
    private const string Name = "scripted_unet.ts";

    [Fact]
    public void Weights_AreReadByName_WithoutTheCode()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(PyTorchSample.File(Name));
        using var network = TorchScriptNetwork.LoadAndTrust(PyTorchSample.File(Name));
        Assert.Equal(PyTorchFormat.TorchScript, file.Format);
        var (expected, found) = (network.state_dict(), file.ReadWeights());
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        Assert.Contains("model.0.conv.unit0.conv.weight", found.Keys);
        Assert.All(expected, pair => PyTorchSample.AssertEqual(pair.Value, found[pair.Key], pair.Key));
    }

    [Fact]
    public void Network_GivesTheRecordedOutput()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var recorded = PyTorchSample.Tensors(Name);
        using nn.Module<Tensor, Tensor> network = TorchScriptNetwork.LoadAndTrust(PyTorchSample.File(Name));
        Assert.False(network.training);
        var output = network.call(recorded["input"]);
        Assert.Equal(recorded["output"].shape, output.shape);
        Assert.InRange((output - recorded["output"]).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void Network_Trains_AndItsWeightsCanBeReplaced()
    {
        using var scope = NewDisposeScope();
        using var network = TorchScriptNetwork.LoadAndTrust(PyTorchSample.File(Name));
        network.train();
        Assert.True(network.training);
        var input = PyTorchSample.Tensors(Name)["input"];
        var before = network.state_dict()["model.0.conv.unit0.conv.weight"].clone();
        using var optimizer = optim.SGD(network.parameters(), 0.1);
        network.call(input).square().mean().backward();
        optimizer.step();
        Assert.False(before.equal(network.state_dict()["model.0.conv.unit0.conv.weight"]).all().item<bool>());
        network.LoadWeights(PyTorchSample.File(Name));
        PyTorchSample.AssertEqual(before, network.state_dict()["model.0.conv.unit0.conv.weight"], "weight");
    }

    [Fact]
    public void FilesWithoutCode_AreNoNetworks()
    {
        Assert.Contains("has no code", Assert.Throws<WeightsFormatException>(() => TorchScriptNetwork.LoadAndTrust(PyTorchSample.File("unet_state_dict.pt"))).Cause, StringComparison.Ordinal);
        using var cut = new TemporaryFile(File.ReadAllBytes(PyTorchSample.File(Name))[..100_000]);
        Assert.Throws<WeightsFormatException>(() => TorchScriptNetwork.LoadAndTrust(cut.Path));
    }
}
