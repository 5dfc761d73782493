using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Tests.Workflows;

public sealed class MetadataSchemaTests : IDisposable
{
    private const string Image = "network_data_format.inputs.image";
    private readonly BundleFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ValidMetadata_HaveNoFaults() => Assert.Empty(folder.Load().VerifyMetadata());

    [Theory]
    [InlineData("task", null, "$.task", "missing")]
    [InlineData("version", "\"one\"", "$.version", "\"one\"")]
    [InlineData("authors", "5", "$.authors", "expected string")]
    [InlineData("references", "[1]", "$.references[0]", "expected string")]
    [InlineData("changelog", "{\"0.1.0\": 1}", "$.changelog['0.1.0']", "expected string")]
    [InlineData(Image + ".dtype", "\"float3\"", "$." + Image + ".dtype", "float16, bfloat16")]
    [InlineData(Image + ".dtype", null, "$." + Image + ".dtype", "missing")]
    [InlineData(Image + ".num_channels", "-1", "$." + Image + ".num_channels", "from 0")]
    [InlineData(Image + ".num_channels", "1.5", "$." + Image + ".num_channels", "expected integer")]
    [InlineData(Image + ".spatial_shape", "[8, \"4*q\"]", "$." + Image + ".spatial_shape[1]", "4*q")]
    [InlineData(Image + ".spatial_shape", "[0, 8]", "$." + Image + ".spatial_shape[0]", "from 1")]
    [InlineData(Image + ".spatial_shape", "[null, 8]", "$." + Image + ".spatial_shape[0]", "expected integer or string")]
    [InlineData(Image + ".channel_def", "{\"first\": \"x\"}", "$." + Image + ".channel_def.first", "no such name")]
    [InlineData("network_data_format.inputs.scale", "[1]", "$.network_data_format.inputs.scale", "none of the allowed forms")]
    [InlineData("network_data_format", null, "$", "none of the allowed forms")]
    [InlineData("network_data_format.outputs", null, "$.network_data_format.outputs", "missing")]
    public void Fault_HasItsJsonPath(string at, string? json, string path, string cause)
    {
        folder.Set(at, json is null ? null : JsonNode.Parse(json));
        var fault = Assert.Single(folder.Load().VerifyMetadata());
        Assert.Equal(path, fault.Path);
        Assert.Contains(cause, fault.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void AllFaults_AreListed()
    {
        folder.Set("task", null);
        folder.Set("version", 3);
        folder.Set(Image + ".format", null);
        Assert.Equal(["$." + Image + ".format", "$.task", "$.version"], folder.Load().VerifyMetadata().Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("""["*", 16, "16*n", "2**p*n", "8 + n"]""")]
    [InlineData("[]")]
    public void Shapes_OfTheSpecification_AreValid(string shape)
    {
        folder.Set(Image + ".spatial_shape", JsonNode.Parse(shape));
        Assert.Empty(folder.Load().VerifyMetadata());
    }

    [Fact]
    public void FormatsOfParts_DoWithoutANetworkFormat()
    {
        folder.Set("network_data_format", null);
        folder.Set("generator_data_format", JsonNode.Parse("""{"inputs": {"z": {"type": "noise"}}, "outputs": {"pred": {"type": "image"}}}"""));
        Assert.Empty(folder.Load().VerifyMetadata());
    }

    [Fact]
    public void PrimitiveInputs_AreValid()
    {
        folder.Set("network_data_format.inputs.scale", 0.5);
        Assert.Empty(folder.Load().VerifyMetadata());
    }

    [Fact]
    public void SchemaOfOnesOwn_IsUsed()
    {
        var file = folder.Beside("schema.json");
        File.WriteAllText(file, """{"type": "object", "required": ["hospital"], "properties": {"name": {"$ref": "#/definitions/short"}}, "definitions": {"short": {"type": "string", "maxLength": 3}}}""");
        Assert.Equal(["$.hospital", "$.name"], folder.Load().VerifyMetadata(MetadataSchema.Load(file)).Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"properties": {"a": {"$ref": "#/definitions/none"}}}""")]
    [InlineData("""{"properties": {"a": {"$ref": "http://127.0.0.1:9/x.json#/a"}}}""")]
    [InlineData("""{"properties": {"a": {"$ref": "other.json"}}}""")]
    public void SchemaThatDoesNotStandAlone_IsRejected(string json)
        => Assert.Contains("no JSON Schema that can be used", Assert.Throws<ConfigException>(() => MetadataSchema.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void MissingSchema_IsNamed() => Assert.Contains("nowhere.json", Assert.Throws<FileNotFoundException>(() => MetadataSchema.Load("nowhere.json")).Message, StringComparison.Ordinal);
}
