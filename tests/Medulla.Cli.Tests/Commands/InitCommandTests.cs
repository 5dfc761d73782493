using Medulla.Weights;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public sealed class InitCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-init").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void NewBundle_IsVerified_AndItsCheckpointExported()
    {
        var root = Path.Combine(folder, "mine");
        Assert.Equal(0, CommandLine.Invoke("init", root).Code);
        Assert.Equal(0, CommandLine.Invoke("verify-metadata", root).Code);
        Assert.Equal(0, CommandLine.Invoke("verify-net", root, "--device", "cpu").Code);
        Assert.Contains("there is no checkpoint", CommandLine.Invoke("ckpt-export", root).Error, StringComparison.Ordinal);

        using (var network = Bundles.Workflows.Bundle.Load(root).CreateConfig().Resolve<TorchSharp.torch.nn.Module>("network_def"))
        {
            PyTorchFile.Save(Path.Combine(root, "models", "model.pt"), network.state_dict());
        }
        Assert.Equal(0, CommandLine.Invoke("ckpt-export", root).Code);
        Assert.Contains("safetensors", CommandLine.Invoke("info", Path.Combine(root, "models", "model.safetensors")).Output, StringComparison.Ordinal);
        var script = CommandLine.Invoke("ckpt-export", root, "--ckpt", "models/model.pt", "--out", Path.Combine(root, "models", "model.ts"));
        Assert.Equal(1, script.Code);
        Assert.Contains("torch.jit.script there", script.Error, StringComparison.Ordinal);
        Assert.Equal(1, CommandLine.Invoke("ckpt-export", root, "--network_def#channels", "[8, 16, 64]").Code);
        Assert.Contains("is not empty", CommandLine.Invoke("init", root).Error, StringComparison.Ordinal);
    }
}
