using System.Text.Json;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public sealed class VerifyCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-verify").FullName;

    public VerifyCommandTests()
    {
        Write("configs/inference.json", """
            {"device": "$torch.device('cuda')", "network_def": {"_target_": "UNet", "spatial_dims": 2, "in_channels": 1, "out_channels": 2, "channels": [4, 8], "strides": [2]},
             "network": "$@network_def.to(@device)"}
            """);
        Write("configs/metadata.json", """
            {"version": "0.1.0", "monai_version": "1.5.0", "pytorch_version": "2.10.0", "numpy_version": "1.26.4", "task": "Testing", "description": "To test with.", "authors": "Nobody", "copyright": "None",
             "network_data_format": {
               "inputs": {"image": {"type": "image", "format": "magnitude", "num_channels": 1, "spatial_shape": ["8*n", "2**p"], "dtype": "float32"}},
               "outputs": {"pred": {"type": "image", "format": "segmentation", "num_channels": 2, "spatial_shape": ["8*n", "2**p"], "dtype": "float32"}}}}
            """);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ValidBundle_IsSaidToBe()
    {
        Assert.Equal((0, ""), Invoked("verify-metadata", folder));
        var answer = CommandLine.Invoke("verify-net", folder, "--net-id", "network", "--device", "cpu", "--p", "4", "--n", "2");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("UNet: image [1, 1, 16, 16] Float32 -> pred [1, 2, 16, 16] Float32", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_AreAllSaid_AndTheExitCodeIsOne()
    {
        Write("configs/metadata.json", """{"version": 1, "network_data_format": {"inputs": {}, "outputs": {}}}""");
        var answer = CommandLine.Invoke("verify-metadata", folder, "--json");
        Assert.Equal(1, answer.Code);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Contains("$.task", json.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
        Assert.Contains("not valid", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Overrides_ChangeItemsAndMetadata()
    {
        Assert.Equal(0, CommandLine.Invoke("verify-net", folder, "--device", "cpu", "--n", "2", "--p", "4", "--network_def#out_channels", "3", "--_meta_#network_data_format#outputs#pred#num_channels=3").Code);
        var answer = CommandLine.Invoke("verify-net", folder, "--device", "cpu", "--n", "2", "--p", "4", "--network_def#out_channels", "3", "--json");
        Assert.Equal(1, answer.Code);
        Assert.Contains("3 channels, expected 2", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "verify-metadata", "BUNDLE", "--schema", "nothing.json")]
    [InlineData("there is no 'other'", "verify-net", "BUNDLE", "--net-id", "other", "--device", "cpu")]
    [InlineData("one word too many", "verify-net", "BUNDLE", "more")]
    [InlineData("arguments by name are expected", "verify-net", "BUNDLE", "--device", "cpu", "--extra-forward-args", "5")]
    [InlineData("no configuration 'train'", "verify-net", "BUNDLE", "--config", "train")]
    public void Fault_IsOneLine(string message, params string[] words)
    {
        var (code, error) = Invoked([.. words.Select(word => word == "BUNDLE" ? folder : word)]);
        Assert.Equal(1, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_ShowsABundle()
    {
        var answer = CommandLine.Invoke("info", folder);
        Assert.Equal(0, answer.Code);
        Assert.Contains("Testing", answer.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(CommandLine.Invoke("info", folder, "--json").Output);
        Assert.Equal(("0.1.0", false), (json.RootElement.GetProperty("version").GetString(), json.RootElement.GetProperty("is_locked").GetBoolean()));
    }

    private static (int Code, string Error) Invoked(params string[] words)
    {
        var answer = CommandLine.Invoke(words);
        return (answer.Code, answer.Error);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
