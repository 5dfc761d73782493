using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Transforms.Io;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Engines;

/// <summary>Trainings as published bundles describe them, on tiny images.</summary>
[Collection(nameof(Alone))]
public sealed class TrainingConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-training").FullName;

    public TrainingConfigTests()
    {
        for (var i = 0; i < 3; i++)
        {
            using var scope = NewDisposeScope();
            var image = rand([1, 8, 8]);
            new SaveImage().Write(new MetaTensor(image), Path.Combine(folder, $"image{i}.nii.gz"));
            new SaveImage().Write(new MetaTensor(image.gt(0.5).to_type(ScalarType.Float32)), Path.Combine(folder, $"label{i}.nii.gz"));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Config Parse(string json) => Config.Parse(json.Replace("FOLDER", JsonEncodedText.Encode(folder).ToString(), StringComparison.Ordinal));

    [Fact]
    public void SegmentationBundle_TrainsValidatesSavesAndEvaluates()
    {
        var config = Parse(Training);
        config.Resolve("initialize");

        config.Resolve("run");

        var trainer = config.Resolve<SupervisedTrainer>("train#trainer");
        Assert.Equal((2, 4), (trainer.State.Epoch, trainer.State.Iteration));
        Assert.IsType<double>(trainer.State.Metrics["train_accuracy"]);
        var evaluator = config.Resolve<SupervisedEvaluator>("validate#evaluator");
        Assert.Equal(["val_accuracy", "val_f1", "val_mean_dice"], evaluator.State.Metrics.Keys.Order());
        Assert.Equal(2, evaluator.State.Epoch);
        Assert.True(File.Exists(Path.Combine(folder, "models", "model.pt")));
        Assert.True(File.Exists(Path.Combine(folder, "models", "all.pt")));
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "eval"), "events*"));
        Assert.Contains("image0.nii.gz", File.ReadAllLines(Path.Combine(folder, "eval", "val_mean_dice_raw.csv"))[1], StringComparison.Ordinal);
        Assert.Equal(0.5 * 0.01, config.Resolve<optim.Optimizer>("optimizer").ParamGroups.First().LearningRate, 1e-12);

        var later = Parse(Training);
        later.Resolve("evaluating");
        Assert.Equal(evaluator.State.BestMetric, later.Resolve<SupervisedEvaluator>("validate#evaluator").State.Metrics["val_mean_dice"]);
    }

    [Fact]
    public void GanBundle_Trains()
    {
        var config = Parse("""
            {
                "d": {"_target_": "Discriminator", "in_shape": [1, 8, 8], "channels": [2, 1], "strides": [2, 2], "num_res_units": 1, "kernel_size": 3},
                "g": {"_target_": "Generator", "latent_shape": 4, "start_shape": [2, 4, 4], "channels": [2, 1], "strides": [2, 1]},
                "data": "$[{'reals': 'FOLDER/image%d.nii.gz' % i} for i in range(3)]",
                "dataset": {"_target_": "CacheDataset", "data": "@data", "transform": {"_target_": "LoadImaged", "keys": "reals", "ensure_channel_first": true}},
                "loader": {"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 2, "shuffle": true, "num_workers": 2},
                "dopt": {"_target_": "torch.optim.Adam", "params": "$@d.parameters()", "lr": 0.0002, "betas": [0.5, 0.999]},
                "gopt": {"_target_": "torch.optim.Adam", "params": "$@g.parameters()", "lr": 0.0002, "betas": [0.5, 0.999]},
                "trainer": {
                    "_target_": "GanTrainer", "device": "$torch.device('cpu')", "max_epochs": 1, "train_data_loader": "@loader", "g_network": "@g", "g_optimizer": "@gopt",
                    "g_loss_function": "$lambda fakes: (1 - @d(fakes)).mean()", "d_network": "@d", "d_optimizer": "@dopt",
                    "d_loss_function": "$lambda fakes, reals: @d(fakes).mean() - @d(reals).mean()", "d_train_steps": 2, "g_update_latents": true, "latent_shape": 4,
                    "key_train_metric": "$None", "train_handlers": [
                        {"_target_": "CheckpointSaver", "save_dir": "FOLDER/gan", "save_dict": {"model": "@g"}, "save_interval": 0, "save_final": true, "epoch_level": true},
                        {"_target_": "StatsHandler", "name": "train", "output_transform": "$lambda x: {'g_loss': x['g_loss'], 'd_loss': x['d_loss']}"}]
                }
            }
            """);
        var trainer = config.Resolve<GanTrainer>("trainer");
        trainer.Logger.Writer = TextWriter.Null;
        List<string> lines = [];
        trainer.Logger.Written += (_, line) => lines.Add(line);

        trainer.Run();

        Assert.Contains(lines, line => line.Contains("d_loss:", StringComparison.Ordinal) && line.Contains("g_loss:", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "gan", "model_final_iteration=2.pt")));
    }

    [Fact]
    public void EventsAndHandlers_AreAddedInExpressions()
    {
        var config = Parse("""
            {
                "imports": ["$import ignite", "$import torch"],
                "network": {"_target_": "torch.nn.Conv2d", "in_channels": 1, "out_channels": 1, "kernel_size": 3, "padding": 1},
                "dataset": {"_target_": "Dataset", "data": "$[{'image': torch.full((1, 4, 4), float('nan'))}]"},
                "evaluator": {
                    "_target_": "SupervisedEvaluator", "device": "cpu", "val_data_loader": {"_target_": "DataLoader", "dataset": "@dataset", "collate_fn": "$monai.data.list_data_collate"},
                    "network": "@network", "epoch_length": 3, "prepare_batch": "$lambda batch, device, non_blocking: (batch['image'], None)", "event_names": ["SEEN"],
                    "val_handlers": [{"_target_": "StatsHandler", "iteration_log": false}, "$None", {"_target_": "LogfileHandler", "output_dir": "FOLDER/log"}]
                },
                "initialize": ["$@evaluator.logger.setLevel(30)", "$@evaluator.add_event_handler(ignite.engine.Events.ITERATION_COMPLETED, ignite.handlers.TerminateOnNan())"],
                "run": ["$@evaluator.run()", "$@evaluator.state.iteration"]
            }
            """);
        config.Resolve<SupervisedEvaluator>("evaluator").Logger.Writer = TextWriter.Null;
        config.Resolve("initialize");

        var results = config.Resolve<List<object?>>("run");

        Assert.Equal(1, results[1]);
        Assert.Contains("not finite", File.ReadAllText(Path.Combine(folder, "log", "log.txt")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SupervisedTrainer", typeof(SupervisedTrainer))]
    [InlineData("monai.engines.EnsembleEvaluator", typeof(EnsembleEvaluator))]
    [InlineData("monai.engines.AdversarialTrainer", typeof(AdversarialTrainer))]
    [InlineData("monai.engines.PrepareBatchExtraInput", typeof(PrepareBatchExtraInput))]
    [InlineData("monai.handlers.MeanDice", typeof(MeanDiceHandler))]
    [InlineData("MeanDice", typeof(MeanDiceHandler))]
    [InlineData("MeanIoUHandler", typeof(MeanIoUHandler))]
    [InlineData("ConfusionMatrix", typeof(ConfusionMatrixHandler))]
    [InlineData("monai.handlers.HausdorffDistance", typeof(HausdorffDistanceHandler))]
    [InlineData("monai.handlers.SurfaceDistance", typeof(SurfaceDistanceHandler))]
    [InlineData("MeanSquaredError", typeof(MeanSquaredErrorHandler))]
    [InlineData("MeanAbsoluteError", typeof(MeanAbsoluteErrorHandler))]
    [InlineData("IgniteMetric", typeof(MetricHandler))]
    [InlineData("monai.handlers.IgniteMetricHandler", typeof(MetricHandler))]
    [InlineData("monai.handlers.PanopticQuality", typeof(PanopticQualityHandler))]
    [InlineData("monai.handlers.AveragePrecision", typeof(AveragePrecisionHandler))]
    [InlineData("ignite.metrics.Accuracy", typeof(AccuracyHandler))]
    [InlineData("ignite.metrics.Loss", typeof(LossHandler))]
    [InlineData("ignite.metrics.MeanPairwiseDistance", typeof(MeanPairwiseDistanceHandler))]
    [InlineData("ignite.handlers.TerminateOnNan", typeof(TerminateOnNan))]
    [InlineData("monai.handlers.MetricLogger", typeof(MetricLogger))]
    [InlineData("LogfileHandler", typeof(LogfileHandler))]
    [InlineData("monai.handlers.GarbageCollector", typeof(GarbageCollector))]
    [InlineData("monai.handlers.ParamSchedulerHandler", typeof(ParamSchedulerHandler))]
    [InlineData("TensorBoardImageHandler", typeof(TensorBoardImageHandler))]
    [InlineData("ClassificationSaver", typeof(ClassificationSaver))]
    [InlineData("monai.data.CSVSaver", typeof(Medulla.Data.CsvSaver))]
    [InlineData("CSVDataset", typeof(Medulla.Data.CsvDataset))]
    [InlineData("NPZDictItemDataset", typeof(Medulla.Data.NPZDictItemDataset))]
    [InlineData("monai.apps.DecathlonDataset", typeof(Medulla.Data.DecathlonDataset))]
    [InlineData("ThreadDataLoader", typeof(Medulla.Data.DataLoader))]
    [InlineData("torch.utils.data.DataLoader", typeof(Medulla.Data.DataLoader))]
    [InlineData("torch.utils.data.Subset", typeof(Medulla.Data.Subset))]
    [InlineData("torch.utils.data.WeightedRandomSampler", typeof(Medulla.Data.WeightedRandomSampler))]
    [InlineData("DistributedSampler", typeof(Medulla.Data.DistributedSampler))]
    [InlineData("monai.data.SmartCacheDataset", typeof(Medulla.Data.SmartCacheDataset))]
    [InlineData("Novograd", typeof(Medulla.Optimization.Novograd))]
    public void Name_IsThatOfTheReference(string name, Type expected) => Assert.Equal(expected, ComponentRegistry.Default.Find(name)?.Type);

    [Theory]
    [InlineData("monai.handlers.from_engine")]
    [InlineData("monai.handlers.ignore_data")]
    [InlineData("monai.handlers.stopping_fn_from_metric")]
    [InlineData("monai.handlers.stopping_fn_from_loss")]
    [InlineData("monai.handlers.write_metrics_reports")]
    [InlineData("monai.engines.utils.default_prepare_batch")]
    [InlineData("monai.engines.default_make_latent")]
    [InlineData("monai.engines.get_devices_spec")]
    [InlineData("monai.engines.engine_apply_transform")]
    [InlineData("monai.data.load_decathlon_datalist")]
    [InlineData("monai.data.partition_dataset")]
    [InlineData("monai.data.utils.list_data_collate")]
    [InlineData("monai.data.utils.no_collation")]
    public void Function_IsFoundByItsName(string name) => Assert.True(ComponentRegistry.Default.Find(name)?.IsFunction);

    private const string Training = """
        {
            "imports": ["$import glob", "$import os", "$import ignite"],
            "bundle_root": "FOLDER",
            "ckpt_dir": "$@bundle_root + '/models'",
            "output_dir": "$@bundle_root + '/eval'",
            "images": "$list(sorted(glob.glob(@bundle_root + '/image*.nii.gz')))",
            "labels": "$list(sorted(glob.glob(@bundle_root + '/label*.nii.gz')))",
            "device": "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
            "network_def": {"_target_": "UNet", "spatial_dims": 2, "in_channels": 1, "out_channels": 2, "channels": [4, 8], "strides": [2], "norm": "batch"},
            "network": "$@network_def.to(@device)",
            "loss": {"_target_": "DiceCELoss", "to_onehot_y": true, "softmax": true},
            "optimizer": {"_target_": "Novograd", "params": "$@network.parameters()", "lr": 0.01},
            "lr_scheduler": {"_target_": "torch.optim.lr_scheduler.StepLR", "optimizer": "@optimizer", "step_size": 2, "gamma": 0.5},
            "logger": {"_target_": "MetricLogger", "evaluator": "@validate#evaluator"},
            "train": {
                "deterministic_transforms": [
                    {"_target_": "LoadImaged", "keys": ["image", "label"]},
                    {"_target_": "EnsureChannelFirstd", "keys": ["image", "label"]},
                    {"_target_": "EnsureTyped", "keys": ["image", "label"]}
                ],
                "preprocessing": {"_target_": "Compose", "transforms": "$@train#deterministic_transforms + [@train#flip]"},
                "flip": {"_target_": "RandFlipd", "keys": ["image", "label"], "prob": 0.5},
                "dataset": {
                    "_target_": "CacheDataset", "data": "$[{'image': i, 'label': l} for i, l in zip(@images, @labels)]", "transform": "@train#preprocessing",
                    "cache_rate": 1.0, "num_workers": 2, "progress": false, "hash_as_key": true, "runtime_cache": "threads"
                },
                "dataloader": {"_target_": "DataLoader", "dataset": "@train#dataset", "batch_size": 2, "shuffle": true, "num_workers": 2, "pin_memory": true, "persistent_workers": true},
                "inferer": {"_target_": "SimpleInferer"},
                "postprocessing": {
                    "_target_": "Compose", "transforms": [
                        {"_target_": "Activationsd", "keys": "pred", "softmax": true},
                        {"_target_": "AsDiscreted", "keys": ["pred", "label"], "argmax": [true, false], "to_onehot": 2}
                    ]
                },
                "handlers": [
                    {"_target_": "LrScheduleHandler", "lr_scheduler": "@lr_scheduler", "print_lr": true},
                    {"_target_": "ValidationHandler", "validator": "@validate#evaluator", "epoch_level": true, "interval": 1},
                    "@logger",
                    {"_target_": "StatsHandler", "tag_name": "train_loss", "output_transform": "$monai.handlers.from_engine(['loss'], first=True)"},
                    {"_target_": "TensorBoardStatsHandler", "log_dir": "@output_dir", "tag_name": "train_loss", "output_transform": "$monai.handlers.from_engine(['loss'], first=True)"},
                    {"_target_": "EarlyStopHandler", "patience": 9, "score_function": "$lambda engine: -engine.state.output[0]['loss']", "trainer": null, "min_delta": 0.01},
                    {"_target_": "CheckpointSaver", "save_dir": "@ckpt_dir", "save_dict": {"model": "@network", "optimizer": "@optimizer", "logger": "@logger"}, "save_final": true, "final_filename": "all.pt"}
                ],
                "key_metric": {"train_accuracy": {"_target_": "ignite.metrics.Accuracy", "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"}},
                "trainer": {
                    "_target_": "SupervisedTrainer", "max_epochs": 2, "device": "@device", "train_data_loader": "@train#dataloader", "network": "@network", "loss_function": "@loss",
                    "optimizer": "@optimizer", "inferer": "@train#inferer", "postprocessing": "@train#postprocessing", "key_train_metric": "@train#key_metric",
                    "train_handlers": "$@train#handlers[:5] + @train#handlers[6:]", "amp": true
                }
            },
            "validate": {
                "preprocessing": {"_target_": "Compose", "transforms": "%train#deterministic_transforms"},
                "dataset": {"_target_": "CacheDataset", "data": "$[{'image': i, 'label': l} for i, l in zip(@images, @labels)]", "transform": "@validate#preprocessing", "cache_rate": 0.5},
                "dataloader": {"_target_": "DataLoader", "dataset": "@validate#dataset", "batch_size": 1, "shuffle": false, "num_workers": 2},
                "inferer": {"_target_": "SlidingWindowInferer", "roi_size": [8, 8], "sw_batch_size": 4, "overlap": 0.5},
                "postprocessing": "%train#postprocessing",
                "handlers": [
                    {"_target_": "StatsHandler", "iteration_log": false, "name": null},
                    {"_target_": "TensorBoardStatsHandler", "log_dir": "@output_dir", "iteration_log": false},
                    {"_target_": "CheckpointSaver", "save_dir": "@ckpt_dir", "save_dict": {"model": "@network"}, "save_key_metric": true, "key_metric_filename": "model.pt", "key_metric_greater_or_equal": true},
                    {
                        "_target_": "MetricsSaver", "save_dir": "@output_dir", "metrics": ["val_mean_dice", "val_acc"], "metric_details": ["val_mean_dice"],
                        "batch_transform": "$lambda x: [xx['image'].meta for xx in x]", "summary_ops": "*"
                    }
                ],
                "key_metric": {"val_mean_dice": {"_target_": "MeanDice", "include_background": false, "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"}},
                "additional_metrics": {
                    "val_accuracy": {"_target_": "ignite.metrics.Accuracy", "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"},
                    "val_f1": {"_target_": "ConfusionMatrix", "metric_name": "f1 score", "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"}
                },
                "evaluator": {
                    "_target_": "SupervisedEvaluator", "device": "@device", "val_data_loader": "@validate#dataloader", "network": "@network", "inferer": "@validate#inferer",
                    "postprocessing": "@validate#postprocessing", "key_val_metric": "@validate#key_metric", "additional_metrics": "@validate#additional_metrics",
                    "val_handlers": "@validate#handlers", "amp": true, "metric_cmp_fn": "$lambda x, y: x >= y"
                }
            },
            "checkpointloader": {"_target_": "CheckpointLoader", "load_path": "$@ckpt_dir + '/model.pt'", "load_dict": {"model": "@network"}, "map_location": "@device"},
            "initialize": ["$monai.utils.set_determinism(seed=123)", "$@validate#evaluator.logger.setLevel(40)", "$@train#trainer.logger.setLevel(40)"],
            "run": ["$@train#trainer.run()"],
            "evaluating": ["$@validate#evaluator.logger.setLevel(40)", "$@checkpointloader(@validate#evaluator)", "$@validate#evaluator.run()"]
        }
        """;
}
