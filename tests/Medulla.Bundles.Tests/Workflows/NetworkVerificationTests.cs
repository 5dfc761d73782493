using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Tests.Workflows;

[Collection(nameof(Alone))]
public sealed class NetworkVerificationTests : IDisposable
{
    private const string Format = "network_data_format";
    private readonly BundleFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NetworkAsItsMetadataSay_IsValid_AtTheSizesAskedFor()
    {
        var result = folder.Load().VerifyNetwork(sizes: new(P: 3, N: 2));
        Assert.True(result.IsValid);
        Assert.Equal(("UNet", "image [1, 1, 8, 16] Float32", "pred [1, 2, 8, 16] Float32"), (result.Network, result.Inputs[0], result.Outputs[0]));
    }

    [Theory]
    [InlineData("outputs.pred.num_channels", "3", "2 channels, expected 3")]
    [InlineData("outputs.pred.dtype", "\"int64\"", "element type Float32, expected Int64")]
    [InlineData("outputs.pred.spatial_shape", "[4, 4]", "spatial_shape is [4, 4]")]
    [InlineData("outputs.other", """{"num_channels": 1, "spatial_shape": [8, 8], "dtype": "float32"}""", "other: the network gives no such output")]
    public void Difference_IsAFault(string at, string json, string fault)
    {
        folder.Set($"{Format}.{at}", JsonNode.Parse(json));
        Assert.Contains(fault, Assert.Single(folder.Load().VerifyNetwork(sizes: new(N: 2)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void AnySize_FitsAll()
    {
        folder.Set($"{Format}.inputs.image.spatial_shape", JsonNode.Parse("""["*", "*"]"""));
        folder.Set($"{Format}.outputs.pred.spatial_shape", JsonNode.Parse("""["*", "*"]"""));
        Assert.Equal("image [1, 1, 12, 12] Float32", folder.Load().VerifyNetwork(sizes: new(Any: 12)).Inputs[0]);
    }

    [Fact]
    public void ShapeThatIsNoImages_IsANote()
    {
        folder.Set($"{Format}.outputs.pred.type", "probabilities");
        folder.Set($"{Format}.outputs.pred.spatial_shape", JsonNode.Parse("[1, 7]"));
        var result = folder.Load().VerifyNetwork(sizes: new(N: 2));
        Assert.True(result.IsValid);
        Assert.Contains("spatial_shape is [1, 7]", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Float16_RunsInFloat32OnTheCpu_AndSaysSo()
    {
        folder.Set($"{Format}.inputs.image.dtype", "float16");
        folder.Set($"{Format}.outputs.pred.dtype", "float16");
        var result = NetworkVerification.Of(folder.Load().CreateConfig(), sizes: new(N: 2), device: TorchSharp.torch.CPU);
        Assert.True(result.IsValid);
        Assert.Contains("float16", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void MetadataAndItems_CanBeOverridden()
    {
        var config = folder.Load().CreateConfig();
        config.SetText("_meta_#network_data_format#inputs#image#num_channels", "3");
        config.SetText("network_def#in_channels", "3");
        Assert.Equal("image [1, 3, 8, 4] Float32", NetworkVerification.Of(config, sizes: new(N: 2)).Inputs[0]);
    }

    [Fact]
    public void NetworkThatTakesOtherImages_SaysWhatItWasCalledWith()
    {
        folder.Set($"{Format}.inputs.image.num_channels", 3);
        var error = Assert.Throws<ConfigException>(() => folder.Load().VerifyNetwork(sizes: new(N: 2)));
        Assert.Contains("cannot be called with [1, 3, 8, 4] Float32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4*q", "only p and n are known")]
    [InlineData("__import__('os')", "only p and n are known")]
    [InlineData("n-1", "a size from 1")]
    [InlineData("2**(p*40)", "a size from 1")]
    [InlineData("n/2", "a size from 1")]
    [InlineData("2**(p*99)", "cannot be computed")]
    [InlineData("4*", "cannot be computed")]
    public void ShapeThatIsNone_IsNamed(string size, string message)
    {
        folder.Set($"{Format}.inputs.image.spatial_shape", new JsonArray(8, size));
        var error = Assert.Throws<ConfigException>(() => folder.Load().VerifyNetwork());
        Assert.Equal("image.spatial_shape[1]", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HugeInput_IsRefusedBeforeItIsMade()
    {
        folder.Set($"{Format}.inputs.image.spatial_shape", JsonNode.Parse("[1000000, 1000000]"));
        Assert.Contains("too large to try", Assert.Throws<ConfigException>(() => folder.Load().VerifyNetwork()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MetadataWithoutFormats_AreNamed()
    {
        folder.Set(Format, null);
        Assert.Contains("say of no tensor", Assert.Throws<ConfigException>(() => folder.Load().VerifyNetwork()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FreeSizes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FreeSizes(P: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FreeSizes(N: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FreeSizes(Any: 0));
    }
}
