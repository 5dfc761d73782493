using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;

namespace Medulla.Bundles.Tests.Workflows;

public sealed class PipelineFileTests : IDisposable
{
    private const string Flips = """[{"_target_": "Flipd", "keys": "image"}, {"_target_": "monai.transforms.ScaleIntensityd", "keys": ["image"]}]""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medulla-pipeline-");

    public void Dispose() => folder.Delete(recursive: true);

    private string Write(string json, string name = "pipeline.json")
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, json);
        return file;
    }

    [Theory]
    [InlineData(Flips)]
    [InlineData($$"""{"_target_": "Compose", "transforms": {{Flips}} }""")]
    [InlineData($$"""{"network": {"_target_": "UNet"}, "preprocessing": {{Flips}}, "labels": ["a"], /* one */ }""")]
    [InlineData($$"""{"train": {"_target_": "monai.transforms.Compose", "transforms": {{Flips}} } }""")]
    public void Pipeline_IsFoundInWhateverHoldsIt(string json)
    {
        var pipeline = PipelineFile.Load(Write(json));
        Assert.Equal([new Flip(), new ScaleIntensity()], pipeline.Transforms.Select(step => Assert.Single(((Medulla.Transforms.Keyed)step).Parts).Value));
    }

    [Fact]
    public void SingleStep_IsAPipeline()
        => Assert.Equal(new Compose(new Flip(0)), PipelineFile.Load(Write("""{"_target_": "Flip", "spatial_axis": 0}""")));

    [Fact]
    public void ModelsFolder_HoldsItsPreprocessing()
    {
        var description = new Recipe { Labels = ["background", "liver"], Patch = [16, 16, 16], Channels = [4, 8], Strides = [2] }.Describe();
        Write(description.ToJsonString(), SegmentationModel.DescriptionFile);
        using var model = SegmentationModel.Create(description);
        Assert.Equal(model.Preprocessing.ToString(), PipelineFile.Load(folder.FullName).ToString());
    }

    [Fact]
    public void OneOfSeveral_IsChosenByName()
    {
        var file = Write($$"""{"train": {{Flips}}, "validate": [{"_target_": "Flip"}]}""");
        Assert.Contains("'train', 'validate'", Assert.Throws<ConfigException>(() => PipelineFile.Load(file)).Message);
        Assert.Equal(2, PipelineFile.Load(file, "train").Transforms.Count);
        Assert.Contains("'test'", Assert.Throws<ConfigException>(() => PipelineFile.Load(file, "test")).Message);
    }

    [Theory]
    [InlineData("no json", "pipeline.json")]
    [InlineData("{}", "no pipeline")]
    [InlineData("3", "no pipeline")]
    [InlineData("""[{"_target_": "Flipp"}]""", "did you mean 'Flip'")]
    [InlineData("""[{"_target_": "Flip"}, 7]""", "::1")]
    [InlineData("""{"steps": [{"_target_": "Flip", "axis": 1}]}""", "steps::0")]
    public void BadFile_IsRejected_WithThePlace(string json, string expected)
        => Assert.Contains(expected, Assert.Throws<ConfigException>(() => PipelineFile.Load(Write(json))).Message);

    [Fact]
    public void MissingFile_IsSaid()
        => Assert.Contains("none.json", Assert.Throws<FileNotFoundException>(() => PipelineFile.Load(Path.Combine(folder.FullName, "none.json"))).Message);
}
