using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Workflows;

[Collection(nameof(Alone))]
public sealed class ExportedNetworkTests : IDisposable
{
    private readonly BundleFolder folder = new();
    private readonly Tensor input = rand(1, 1, 8, 8);
    private readonly Tensor expected;

    public ExportedNetworkTests()
    {
        using var network = folder.Load().CreateConfig().Resolve<nn.Module<Tensor, Tensor>>("network_def");
        network.eval();
        using var noGradient = no_grad();
        expected = network.call(input);
        PyTorchFile.Save(Path.Combine(folder.Root, "models", "model.pt"), new Dictionary<string, object?> { ["model"] = network.state_dict(), ["epoch"] = 3L });
    }

    public void Dispose()
    {
        expected.Dispose();
        input.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void File_BuildsTheNetworkByItself()
    {
        var path = folder.Beside("net.safetensors");
        folder.Load().ExportCheckpoint(path);
        Directory.Delete(folder.Root, recursive: true);
        using var exported = ExportedNetwork.Load(path);
        using var noGradient = no_grad();
        using var output = ((nn.Module<Tensor, Tensor>)exported.Network).call(input);
        Assert.True(output.equal(expected).all().item<bool>());
        Assert.False(exported.Network.training);
        Assert.Equal("Small", (string)exported.Metadata["name"]!);
    }

    [Fact]
    public void File_HasWhatTheNetworkNeeds_AndNoMore()
    {
        folder.Write("configs/inference.json", BundleFolder.Inference.Replace("\"device\"", "\"imports\": [\"$import math\"], \"more\": \"%network_def::strides\", \"device\"", StringComparison.Ordinal));
        var path = folder.Beside("net.safetensors");
        folder.Load().ExportCheckpoint(path, key: "model");
        using var file = SafeTensors.Open(path);
        Assert.Equal(["channels", "imports", "network_def"], Config.Parse(file.Metadata["medulla.config"]).Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PlainWeights_AreReadByName()
    {
        var path = folder.Beside("net.pt");
        folder.Load().ExportCheckpoint(path);
        using var network = folder.Load().CreateConfig().Resolve<nn.Module<Tensor, Tensor>>("network_def");
        network.LoadWeights(path);
        network.eval();
        using var noGradient = no_grad();
        using var output = network.call(input);
        Assert.True(output.equal(expected).all().item<bool>());
    }

    [Theory]
    [InlineData("net.ts", "TorchScript")]
    [InlineData("net.onnx", "ONNX")]
    [InlineData("net", "can be written")]
    public void OtherForms_AreAnErrorThatSaysWhatToDo(string name, string message)
        => Assert.Contains(message, Assert.Throws<NotSupportedException>(() => folder.Load().ExportCheckpoint(folder.Beside(name))).Message, StringComparison.Ordinal);

    [Fact]
    public void OtherWeights_AreRejected_AndNothingIsWritten()
    {
        var path = folder.Beside("net.safetensors");
        folder.Write("configs/inference.json", BundleFolder.Inference.Replace("[4, 8]", "[4, 16]", StringComparison.Ordinal));
        Assert.Throws<WeightsMismatchException>(() => folder.Load().ExportCheckpoint(path));
        Assert.Throws<FileNotFoundException>(() => folder.Load().ExportCheckpoint(path, folder.Beside("none.pt")));
        Assert.Throws<ConfigException>(() => folder.Load().ExportCheckpoint(path, netId: "none"));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void FileOfWeightsAlone_IsRejected()
    {
        var path = folder.Beside("plain.safetensors");
        SafeTensors.Save(path, [KeyValuePair.Create("a", input)]);
        Assert.Contains("does not say of which network", Assert.Throws<WeightsFormatException>(() => ExportedNetwork.Load(path)).Message, StringComparison.Ordinal);
    }
}
