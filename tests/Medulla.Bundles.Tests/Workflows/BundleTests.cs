using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Engines;
using Medulla.Transforms.Utility;

namespace Medulla.Bundles.Tests.Workflows;

/// <remarks>libtorch has one generator for all threads, so nothing may draw beside these runs.</remarks>
[CollectionDefinition(nameof(BundleTests), DisableParallelization = true)]
[Collection(nameof(BundleTests))]
public sealed class BundleTests : IDisposable
{
    private const string Evaluate = """
        {
          "bundle_root": ".", "scale": 0.5, "seed": 3, "log": 30,
          "network_def": {"_target_": "UNet", "spatial_dims": 2, "in_channels": 1, "out_channels": 1, "channels": [4, 8], "strides": [2]},
          "data": "$[{'image': torch.rand(1, 8, 8) * @scale, 'label': torch.ones(1, 8, 8)} for i in range(3)]",
          "dataset": {"_target_": "Dataset", "data": "@data"},
          "dataloader": {"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 2, "num_workers": 0},
          "evaluator": {
            "_target_": "SupervisedEvaluator", "device": "$torch.device('cpu')", "val_data_loader": "@dataloader", "network": "@network_def",
            "postprocessing": {"_target_": "Activationsd", "keys": "pred", "sigmoid": true},
            "key_val_metric": {"error": {"_target_": "MeanSquaredError", "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"}},
            "additional_metrics": {"each": {"_target_": "MeanAbsoluteError", "reduction": "mean_batch", "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"}}
          },
          "initialize": ["$monai.utils.set_determinism(@seed)", "$@evaluator.logger.setLevel(@log)"],
          "run": ["$@evaluator.run()"]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("medulla-bundle").FullName;

    public BundleTests()
    {
        Write("configs/evaluate.json", Evaluate);
        Write("configs/metadata.json", """
            {"name": "test", "network_data_format": {"inputs": {"image": {"type": "image", "num_channels": 1, "spatial_shape": [8, 8], "dtype": "float32", "value_range": [0, 1], "is_patch_data": false}}}}
            """);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Workflow_RunsFromCode_AndGivesItsMetrics()
    {
        var workflow = Bundle.Load(folder).CreateWorkflow("evaluate", new Dictionary<string, object?> { ["scale"] = 0.25 });
        workflow.Run();
        Assert.InRange(Assert.IsType<double>(workflow.Metrics["error"]), 0, 1);
        Assert.InRange(Assert.IsType<double>(workflow.Metrics["each"]), 0, 1);
        Assert.Equal(3, workflow.Config.Resolve<SupervisedEvaluator>("evaluator").State.MetricDetails["error"].shape[0]);
    }

    [Fact]
    public void Bundle_WithoutSuchAConfiguration_SaysWhichThereAre()
    {
        Assert.Contains("it has evaluate", Assert.Throws<FileNotFoundException>(() => Bundle.Load(folder).CreateWorkflow("train")).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => Bundle.Load(Path.Combine(folder, "configs")));
        Write("configs/metadata.json", "{");
        Assert.Throws<ConfigException>(() => Bundle.Load(folder));
    }

    [Fact]
    public void Contract_StopsStrictRuns_AndNamesWhatWasFound()
    {
        var error = Assert.Throws<ConfigException>(() => Run(ContractMode.Strict, "$[{'image': torch.rand(1, 8, 8) * 5, 'label': torch.ones(1, 8, 8)}]"));
        var contract = Assert.IsType<ContractException>(error.InnerException!.InnerException);
        Assert.Equal(("image", "a value"), (contract.Violations[0].Key, contract.Violations[0].Term));
        Assert.Contains("the spatial size is [16, 8], expected [8, 8]", Assert.Throws<ConfigException>(
            () => Run(ContractMode.Strict, "$[{'image': torch.rand(1, 16, 8), 'label': torch.ones(1, 16, 8)}]")).Message, StringComparison.Ordinal);
        Run(ContractMode.Strict, "@data");
        Run(ContractMode.Off, "$[{'image': torch.rand(1, 8, 8) * 5, 'label': torch.ones(1, 8, 8)}]");
    }

    [Fact]
    public void Contract_WarnsInTheLog()
    {
        using var log = new StringWriter();
        var workflow = Bundle.Load(folder).CreateWorkflow("evaluate", new Dictionary<string, object?> { ["dataset#data"] = "$[{'image': torch.rand(1, 16, 8), 'label': torch.ones(1, 16, 8)}]" });
        workflow.Config.Resolve<SupervisedEvaluator>("evaluator").Logger.Writer = log;
        workflow.Run();
        Assert.Contains("contract: image: the spatial size is [16, 8], expected [8, 8]", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LockedEvaluation_IsReproduced()
    {
        BundleLock.Create(Bundle.Load(folder), new() { Overrides = new Dictionary<string, string> { ["scale"] = "0.75" } }).Save(folder);
        var result = BundleLock.Load(folder).Reproduce(Bundle.Load(folder));
        Assert.True(result.IsSame);
        Assert.Equal(["each", "error"], result.Metrics.Select(metric => metric.Name));
        Assert.Empty(result.Changes);
    }

    [Fact]
    public void ChangedEvaluation_SaysHowFarOffItIs_AndWhatChanged()
    {
        BundleLock.Create(Bundle.Load(folder), new()).Save(folder);
        Write("configs/evaluate.json", Evaluate.Replace("\"seed\": 3", "\"seed\": 4", StringComparison.Ordinal));
        var result = BundleLock.Load(folder).Reproduce(Bundle.Load(folder));
        Assert.False(result.IsSame);
        Assert.All(result.Metrics, metric => Assert.NotEqual(0, metric.Difference));
        Assert.StartsWith("configuration evaluate.json", Assert.Single(result.Changes), StringComparison.Ordinal);
        Assert.True(BundleLock.Load(folder).Reproduce(Bundle.Load(folder), tolerance: 10).IsSame);
    }

    [Fact]
    public void DamagedLock_IsRejected()
    {
        Assert.Throws<FileNotFoundException>(() => BundleLock.Load(folder));
        Write(BundleLock.FileName, "{}");
        Assert.Contains("this is no lock", Assert.Throws<ConfigException>(() => BundleLock.Load(folder)).Message, StringComparison.Ordinal);
    }

    private void Run(ContractMode mode, string data)
        => Bundle.Load(folder).CreateWorkflow("evaluate", new Dictionary<string, object?> { ["dataset#data"] = data }, contract: mode).Run();

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
