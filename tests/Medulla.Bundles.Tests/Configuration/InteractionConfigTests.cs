using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Engines;
using Medulla.Interaction.DeepEdit;
using Medulla.Interaction.DeepGrow;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Configuration;

/// <summary>Interactive segmentation, written as published bundles write it.</summary>
public class InteractionConfigTests
{
    private const string DeepEdit = """
        {
            "label_names": {"spleen": 1, "background": 0},
            "data": "$[{'image': torch.rand(1, 16, 16, 8), 'label': (torch.rand(1, 16, 16, 8) > 0.7).float()} for _ in range(2)]",
            "network": {"_target_": "BasicUNet", "spatial_dims": 3, "in_channels": "$len(@label_names) + 1", "out_channels": "$len(@label_names)", "features": [4, 4, 4, 8, 8, 4]},
            "pipeline": {"_target_": "Compose", "transforms": [
                {"_target_": "NormalizeLabelsInDatasetd", "keys": "label", "label_names": "@label_names"},
                {"_target_": "Resized", "keys": ["image", "label"], "spatial_size": [16, 16, 16], "mode": ["area", "nearest"]},
                {"_target_": "FindAllValidSlicesMissingLabelsd", "keys": "label", "sids": "sids"},
                {"_target_": "AddInitialSeedPointMissingLabelsd", "keys": "label", "guidance": "guidance", "sids": "sids"},
                {"_target_": "AddGuidanceSignalDeepEditd", "keys": "image", "guidance": "guidance", "number_intensity_ch": 1},
                {"_target_": "ToTensord", "keys": ["image", "label"]}
            ]},
            "clicks": {"_target_": "Compose", "transforms": [
                {"_target_": "Activationsd", "keys": "pred", "softmax": true},
                {"_target_": "AsDiscreted", "keys": "pred", "argmax": true},
                {"_target_": "ToNumpyd", "keys": ["image", "label", "pred"]},
                {"_target_": "FindDiscrepancyRegionsDeepEditd", "keys": "label", "pred": "pred", "discrepancy": "discrepancy"},
                {"_target_": "AddRandomGuidanceDeepEditd", "keys": "NA", "guidance": "guidance", "discrepancy": "discrepancy", "probability": "probability"},
                {"_target_": "AddGuidanceSignalDeepEditd", "keys": "image", "guidance": "guidance", "number_intensity_ch": 1},
                {"_target_": "ToTensord", "keys": ["image", "label"]}
            ]},
            "iteration": {
                "_target_": "Interaction", "deepgrow_probability": PROBABILITY, "transforms": "@clicks", "click_probability_key": "probability", "train": true, "label_names": "@label_names"
            },
            "trainer": {
                "_target_": "SupervisedTrainer", "device": "$torch.device('cpu')", "max_epochs": 1, "network": "@network", "iteration_update": "@iteration", "amp": true,
                "train_data_loader": {"_target_": "DataLoader", "dataset": {"_target_": "Dataset", "data": "@data", "transform": "@pipeline"}, "batch_size": 1},
                "optimizer": {"_target_": "torch.optim.Adam", "params": "$@network.parameters()", "lr": 0.001},
                "loss_function": {"_target_": "DiceCELoss", "to_onehot_y": true, "softmax": true},
                "inferer": {"_target_": "SimpleInferer"},
                "postprocessing": {"_target_": "Compose", "transforms": [
                    {"_target_": "Activationsd", "keys": "pred", "softmax": true},
                    {"_target_": "AsDiscreted", "keys": ["pred", "label"], "argmax": [true, false], "to_onehot": 2},
                    {"_target_": "SplitPredsLabeld", "keys": "pred"}
                ]},
                "key_train_metric": {"dice": {"_target_": "MeanDice", "output_transform": "$monai.handlers.from_engine(['pred', 'label'])"}}
            }
        }
        """;

    [Theory]
    [InlineData("1.0", 2)]
    [InlineData("0.0", 0)]
    public void DeepEdit_TrainsWithAndWithoutClicks(string probability, int rounds)
    {
        using var scope = NewDisposeScope();
        using var trainer = Config.Parse(DeepEdit.Replace("PROBABILITY", probability, StringComparison.Ordinal)).Resolve<SupervisedTrainer>("trainer");
        trainer.Logger.Writer = TextWriter.Null;
        var seen = 0;
        trainer.AddEventHandler(EngineEvent.InnerIterationStarted, _ => seen++);

        trainer.Run();

        Assert.Equal(rounds, seen);
        Assert.InRange((double)trainer.State.Metrics["dice"]!, 0, 1);
        Assert.Equal((3, "spleen"), Assert.IsType<Sample>(((List<object?>)trainer.State.Batch!)[0]) is var sample
            ? ((int)sample.Image("image").Channels, ((Dictionary<string, object?>)sample["guidance"]!).Keys.First()) : default);
    }

    [Theory]
    [InlineData("Interaction", typeof(DeepEditInteraction))]
    [InlineData("monai.apps.deepedit.interaction.Interaction", typeof(DeepEditInteraction))]
    [InlineData("monai.apps.deepgrow.interaction.Interaction", typeof(DeepGrowInteraction))]
    public void OfTwoIterationsOfOneName_TheModuleDecides(string name, Type type)
        => Assert.Equal(type, ComponentRegistry.Default.Find(name)!.Type);
}
