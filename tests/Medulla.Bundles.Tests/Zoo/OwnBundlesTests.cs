using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Engines;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Tests.Formats.Dicom;
using Medulla.Transforms.Io;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Zoo;

/// <summary>The bundles that come with Medulla: whole, and running on data that they make.</summary>
public sealed class OwnBundlesTests : IDisposable
{
    private static readonly string Zoo = Path.Combine(AppContext.BaseDirectory, "Zoo");

    private static readonly string[] Fields =
    [
        "schema", "version", "changelog", "monai_version", "pytorch_version", "numpy_version", "name", "task", "description", "authors", "copyright", "data_source", "data_type",
        "image_classes", "label_classes", "pred_classes", "eval_metrics", "intended_use", "references", "network_data_format",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("medulla-zoo").FullName;

    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(Zoo).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Zoo_HasItsBundles()
        => Assert.Equal(["denoising", "landmark_localization", "phantom_organ_segmentation", "shape_classification"], Names.Select(row => row.Data));

    [Theory, MemberData(nameof(Names))]
    public void Configurations_NameWhatThereIs(string name)
    {
        var bundle = Bundle.Load(Path.Combine(Zoo, name));
        Assert.Equal(["evaluate", "generate", "inference", "train"], bundle.Configs);
        foreach (var config in (string[])["generate", "train", "train,evaluate", "inference"])
        {
            Assert.Empty(bundle.CreateWorkflow(config).Config.Check());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Bundle_IsComplete_AndSmall(string name)
    {
        var root = Path.Combine(Zoo, name);
        var metadata = Bundle.Load(root).Metadata;
        Assert.DoesNotContain(Fields, field => metadata[field] is null);
        Assert.True(((JsonObject)metadata["changelog"]!).ContainsKey((string)metadata["version"]!));
        Assert.NotEmpty(BundleContract.Of(metadata).Inputs);
        Assert.All((JsonObject)metadata["eval_metrics"]!, metric => Assert.Contains(
            FormattableString.Invariant($"{metric.Value!.GetValue<double>()}"), File.ReadAllText(Path.Combine(root, "docs", "README.md")), StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(root, "LICENSE")));
        Assert.InRange(new FileInfo(Path.Combine(root, "models", "model.pt")).Length, 1000, 1 << 20);
    }

    [Theory, MemberData(nameof(Names))]
    public void Lock_IsOfTheFilesThatThereAre_AndGivesTheFiguresOfTheCard(string name)
    {
        var root = Path.Combine(Zoo, name);
        var locked = BundleLock.Load(root);
        Assert.Equal(Hashes(Path.Combine(root, "configs")), locked.Configs);
        Assert.Equal(Hashes(Path.Combine(root, "models")), locked.Weights);
        Assert.NotEmpty(locked.Data);
        Assert.DoesNotContain(locked.Data.Keys, Path.IsPathRooted);
        Assert.StartsWith("$@bundle_root", locked.Run.Overrides["dataset_dir"], StringComparison.Ordinal);
        Assert.All((JsonObject)Bundle.Load(root).Metadata["eval_metrics"]!, metric => Assert.InRange(metric.Value!.GetValue<double>() / locked.Metrics[metric.Key], 0.999, 1.001));
    }

    [Fact]
    public void Lock_IsReproduced_ByACopyElsewhere()
    {
        var (source, root) = (Path.Combine(Zoo, "landmark_localization"), Path.Combine(folder, "copy"));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !Path.GetRelativePath(source, file).StartsWith("data", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(root, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var locked = BundleLock.Load(root);
        var result = locked.Reproduce(Bundle.Load(root), tolerance: 1e-4);
        Assert.True(result.IsSame, string.Join(", ", result.Metrics));
        Assert.Equal(locked.Metrics.Count, result.Metrics.Count);
        Assert.DoesNotContain(result.Changes, change => change.StartsWith("configuration", StringComparison.Ordinal) || change.StartsWith("weights", StringComparison.Ordinal));
        Assert.Equal(locked.Data.Keys.Order(), Hashes(Path.Combine(root, "data", "test")).Keys.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void Inference_RunsOnAFreshItem_AsItsContractSays(string name)
    {
        var data = Generate(name);
        var list = Directory.EnumerateFiles(Path.Combine(data, "images"), "test*").Select(path => $"'{path}'").ToList();
        var workflow = Bundle.Load(Path.Combine(Zoo, name)).CreateWorkflow(
            "inference", new Dictionary<string, object?> { ["datalist"] = $"$[{string.Join(", ", list)}]", ["output_dir"] = Path.Combine(folder, "out") }, contract: ContractMode.Strict);
        Quiet(workflow, "evaluator");
        workflow.Run();
        Assert.NotEmpty(list);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "out")));
    }

    [Fact]
    public void Segmentation_AsAModel_IsThatOfTheBundlesInference()
    {
        var root = Path.Combine(Zoo, "phantom_organ_segmentation");
        var scan = Path.Combine(Generate("phantom_organ_segmentation"), "images", "test_001.nii.gz");
        var workflow = Bundle.Load(root).CreateWorkflow(
            "inference", new Dictionary<string, object?> { ["datalist"] = $"$['{scan}']", ["output_dir"] = Path.Combine(folder, "out") });
        Quiet(workflow, "evaluator");
        workflow.Run();
        using var model = SegmentationModel.Load(root);
        Assert.Equal(["background", "liver", "spleen", "kidney"], model.Labels);
        using var saved = new LoadImage(EnsureChannelFirst: true).Apply(Path.Combine(folder, "out", "test_001_seg.nii.gz")).Data;
        using var segmented = model.Segment(scan).Data.to_type(saved.dtype);
        Assert.True(saved.Equals(segmented));
        Assert.Equal(3, saved.max().to_type(ScalarType.Float32).item<float>());
    }

    [Fact]
    public void FolderOfADicomSeries_IsAnItemLikeAnyFile()
    {
        var scan = Path.Combine(Generate("phantom_organ_segmentation"), "images", "test_001.nii.gz");
        var series = Path.Combine(folder, "dicom", "series");
        MadeDicom.Write(ImageFile.Read(scan), series);
        var workflow = Bundle.Load(Path.Combine(Zoo, "phantom_organ_segmentation")).CreateWorkflow(
            "inference", new Dictionary<string, object?> { ["datalist"] = new List<object?> { scan, series }, ["output_dir"] = Path.Combine(folder, "out") }, contract: ContractMode.Strict);
        Quiet(workflow, "evaluator");
        workflow.Run();
        // The order of slices may be the other way round, for which the canonical one is the same.
        using var ofFile = new LoadImage(AsClosestCanonical: true).Apply(Path.Combine(folder, "out", "test_001_seg.nii.gz")).Data;
        using var ofSeries = new LoadImage(AsClosestCanonical: true).Apply(Path.Combine(folder, "out", "series_seg.nii.gz")).Data;
        Assert.InRange((ofFile != ofSeries).to_type(ScalarType.Float32).mean().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void ABundleThatDoesNotSegment_IsNoSegmentationModel()
    {
        Assert.Contains("this is no SlidingWindowInferer", Assert.Throws<ConfigException>(() => SegmentationModel.Load(Path.Combine(Zoo, "landmark_localization"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder, "bare", "configs"));
        File.WriteAllText(Path.Combine(folder, "bare", "configs", "inference.json"), "{}");
        Assert.Contains("the bundle bare names no channels of 'pred'", Assert.Throws<ConfigException>(() => SegmentationModel.Load(Path.Combine(folder, "bare"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("phantom_organ_segmentation", "val_mean_dice", 0.9, 1)]
    [InlineData("shape_classification", "val_accuracy", 0.8, 1)]
    [InlineData("landmark_localization", "val_error_mm", 0, 3)]
    [InlineData("denoising", "val_psnr_db", 26, 60)]
    public void Evaluation_OfAFewFreshItems_IsNearTheFiguresOfTheCard(string name, string metric, double low, double high)
    {
        var workflow = Bundle.Load(Path.Combine(Zoo, name)).CreateWorkflow(
            "train,evaluate", new Dictionary<string, object?> { ["dataset_dir"] = Generate(name), ["output_dir"] = Path.Combine(folder, "out") });
        Quiet(workflow, "validate::evaluator");
        workflow.Run();
        Assert.InRange(Assert.IsType<double>(workflow.Metrics[metric]), low, high);
        Assert.Contains(metric, File.ReadAllText(Path.Combine(folder, "out", "metrics.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void FineTuning_StartsFromTheWeights_AndLeavesThemAsTheyAre()
    {
        var root = Path.Combine(Zoo, "denoising");
        var before = File.ReadAllBytes(Path.Combine(root, "models", "model.pt"));
        var workflow = Bundle.Load(root).CreateWorkflow("train", new Dictionary<string, object?>
        {
            ["dataset_dir"] = Generate("denoising"), ["finetune"] = true, ["epochs"] = 1, ["val_interval"] = 1, ["learning_rate"] = 1e-6, ["ckpt_dir"] = Path.Combine(folder, "tuned"),
        });
        Quiet(workflow, "train::trainer");
        Quiet(workflow, "validate::evaluator");
        workflow.Run("training");
        Assert.True(workflow.Config.Resolve<SupervisedEvaluator>("validate::evaluator").State.BestMetric > 26, "one small step from scratch cannot denoise");
        Assert.True(File.Exists(Path.Combine(folder, "tuned", "model.pt")));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(root, "models", "model.pt")));
    }

    private static Dictionary<string, string> Hashes(string directory)
        => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(directory, path).Replace('\\', '/'), path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));

    /// <summary>Data of a bundle's own making: a few items of a seed that it was not trained on.</summary>
    private string Generate(string name)
    {
        var data = Path.Combine(folder, "data");
        var workflow = Bundle.Load(Path.Combine(Zoo, name)).CreateWorkflow("generate", new Dictionary<string, object?> { ["dataset_dir"] = data, ["seed"] = 4711 });
        var few = name == "phantom_organ_segmentation" ? 1 : 8;
        var generator = workflow.Config.Names.Single(id => workflow.Config[id] is Dictionary<string, object?>);
        foreach (var section in (string[])["training", "validation", "test"])
        {
            workflow.Config.Set($"{generator}::{section}", few);
        }
        workflow.Run();
        return data;
    }

    private static void Quiet(BundleWorkflow workflow, string engine) => workflow.Config.Resolve<Engine>(engine).Logger.Writer = TextWriter.Null;
}
