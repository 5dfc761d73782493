using Medulla.Bundles.Workflows;
using Medulla.Bundles.Zoo;
using Medulla.Engines;

namespace Medulla.Bundles.Tests.Zoo;

[Collection(nameof(Alone))]
public sealed class BundleTemplateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-init").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Root => Path.Combine(folder, "mine");

    [Fact]
    public void NewBundle_IsWhatItsMetadataSay()
    {
        var bundle = BundleTemplate.Create(Root);
        Assert.Equal(["evaluate", "generate", "inference", "train"], bundle.Configs);
        Assert.Equal("mine", (string)bundle.Metadata["name"]!);
        Assert.Empty(bundle.VerifyMetadata());
        Assert.Empty(bundle.VerifyNetwork().Faults);
        Assert.All((string[])["generate", "train", "train,evaluate", "inference"], config => Assert.Empty(bundle.CreateWorkflow(config).Config.Check()));
        Assert.StartsWith("# mine", File.ReadAllText(Path.Combine(Root, "docs", "README.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Root, "LICENSE")));
        Assert.True(Directory.Exists(Path.Combine(Root, "models")));
        BundleArchive.Pack(bundle, Path.Combine(folder, "mine.zip"));
    }

    [Fact]
    public void NewBundle_Generates_Trains_Evaluates_AndSegments()
    {
        var bundle = BundleTemplate.Create(Root);
        Run(bundle, "generate", null, ("scans#training", 1), ("scans#validation", 1), ("scans#test", 1));
        Run(bundle, "train", "train::trainer", ("epochs", 1), ("val_interval", 1));
        Assert.True(File.Exists(Path.Combine(Root, "models", "model.pt")));
        Run(bundle, "train,evaluate", "validate::evaluator");
        Assert.True(File.Exists(Path.Combine(Root, "eval", "metrics.csv")));
        Run(bundle, "inference", "evaluator");
        Assert.Equal(3, Directory.EnumerateFiles(Path.Combine(Root, "eval"), "*_seg.nii.gz").Count());
    }

    [Fact]
    public void FolderThatIsNotEmpty_AndNamesThatAreNone_AreRejected()
    {
        BundleTemplate.Create(Root, "other_name");
        Assert.Contains("is not empty", Assert.Throws<IOException>(() => BundleTemplate.Create(Root)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BundleTemplate.Create(Path.Combine(folder, "a b")));
        Assert.Throws<ArgumentException>(() => BundleTemplate.Create(Path.Combine(folder, "ab"), "\"quoted\""));
    }

    private static void Run(Bundle bundle, string config, string? engine, params (string Id, object Value)[] overrides)
    {
        var workflow = bundle.CreateWorkflow(config, overrides.ToDictionary(pair => pair.Id, pair => (object?)pair.Value));
        foreach (var id in (string?[])[engine, engine == "train::trainer" ? "validate::evaluator" : null])
        {
            if (id is not null)
            {
                workflow.Config.Resolve<Engine>(id).Logger.Writer = TextWriter.Null;
            }
        }
        workflow.Run();
    }
}
