using System.Text.RegularExpressions;
using Acme;
using Acme.Imaging;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Imaging.Formats;
using Medulla.Transforms;
using Medulla.Transforms.Io;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Extending;

/// <summary>docs/extending.md: its code is that of this folder, and does what the page says.</summary>
public sealed partial class ExtendingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medulla-extending-");

    public void Dispose() => folder.Delete(recursive: true);

    private static string Source(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Extending", name)).ReplaceLineEndings("\n");

    private string Graymap(string name, byte[] pixels, string header = "P5\n3 2\n255\n")
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(file, [.. System.Text.Encoding.ASCII.GetBytes(header), .. pixels]);
        return file;
    }

    [Fact]
    public void Page_ShowsTheCodeOfThisFolder()
    {
        var snippets = Snippet().Matches(Source("extending.md")).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(6, snippets.Count);
        Assert.All(snippets, snippet => Assert.Equal(Source(snippet.Key), snippet.Value));
    }

    [Fact]
    public void OwnComponents_WorkFromCodeAndByName_Alike()
    {
        var (image, label) = (Graymap("image.pgm", [10, 20, 30, 40, 50, 60]), Graymap("label.pgm", [0, 1, 0, 1, 0, 1]));
        var coded = UsedFromCode.Prepare(image, label);
        var named = UsedByName.Prepare(Path.Combine(AppContext.BaseDirectory, "Extending", "pipeline.json"), image, label);
        Assert.Equal([1, 3, 2], coded.Image("image").Data.shape);
        Assert.Equal(coded.Image("image").Data.data<float>(), named.Image("image").Data.data<float>());
        Assert.Equal([0, 1, 1, 0, 0, 1], coded.Image("label").Data.data<float>());
        // One of the two rows has kept log(1 + value - 10), the other is darker.
        var expected = new LogIntensity(10).Apply(new LoadImage(EnsureChannelFirst: true).Apply(image)).Data;
        var ratio = (coded.Image("image").Data / expected)[0].nan_to_num(1);
        Assert.Equal([false, true], new[] { 0, 1 }.Select(row => ratio.select(1, row).allclose(ones(3))).Order());
    }

    [Fact]
    public void OwnRandomTransform_DrawsOnceForAllKeys_AndIsReplayed()
    {
        var image = new MetaTensor(ones(1, 4, 4, 8));
        var sample = new RandEchoLoss(1).On("one", "other").Apply(new Sample { ["one"] = image, ["other"] = image }, seed: 1);
        Assert.Equal(sample.Image("one").Data.data<float>(), sample.Image("other").Data.data<float>());
        Assert.Equal(sample.Image("one").Data.data<float>(), sample.Image("one").Applied[^1].Replay(image).Data.data<float>());
        Assert.Equal(128, image.Data.sum().item<float>());
    }

    [Fact]
    public void BadParametersAndFiles_AreToldLikeMedullasOwn()
    {
        var registry = new ComponentRegistry();
        registry.Add(typeof(LogIntensity).Assembly);
        var config = Path.Combine(folder.FullName, "bad.json");
        File.WriteAllText(config, """[{"_target_": "acme.imaging.LogIntensityd", "keys": "image", "flor": 10}]""");
        Assert.Contains("did you mean 'floor'", Assert.Throws<ConfigException>(() => PipelineFile.Load(config, registry: registry)).Message);
        ImageFile.Add(new GraymapReader());
        Assert.Contains("[3, 2] pixels but 5 bytes", Assert.Throws<ImageFormatException>(() => ImageFile.Read(Graymap("short.pgm", new byte[5]))).Message);
        Assert.Contains("byte 3", Assert.Throws<ImageFormatException>(() => ImageFile.ReadHeader(Graymap("odd.pgm", [], "P5\nx"))).Message);
        Assert.Throws<ArgumentException>(() => new LogIntensity(double.NaN));
    }

    [GeneratedRegex("<!-- (\\S+) -->\n```\\w+\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
