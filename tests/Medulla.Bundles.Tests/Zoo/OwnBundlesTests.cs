using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Engines;

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
