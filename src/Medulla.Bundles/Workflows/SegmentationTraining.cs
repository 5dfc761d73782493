using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Data;
using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Losses;
using Medulla.Metrics;
using Medulla.Training;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Post;
using Medulla.Transforms.Spatial;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Workflows;

/// <summary>Trains a segmentation model by a recipe on items with "image" and "label".</summary>
/// <param name="recipe">The choices.</param>
/// <param name="training">Items to train on.</param>
/// <param name="validation">Items to validate on.</param>
/// <param name="directory">Where checkpoints and logs go.</param>
public sealed class SegmentationTraining(Recipe recipe, IReadOnlyList<Sample> training, IReadOnlyList<Sample> validation, string directory)
{
    private static readonly string[] Keys = ["image", "label"];

    /// <summary>Trains.</summary>
    /// <param name="callbacks">Are told how it goes, besides the logs in the folder.</param>
    /// <param name="resume">Whether to go on from the folder's last checkpoint, if there is one.</param>
    /// <param name="filling">Told how many items are prepared, before training begins.</param>
    /// <param name="cancel">Stops after the current batch and leaves a checkpoint.</param>
    /// <returns>The model with the best weights, and where the run stands.</returns>
    public (SegmentationModel Model, TrainingState State) Run(
        IReadOnlyList<ITrainingCallback>? callbacks = null, bool resume = false, IProgress<int>? filling = null, CancellationToken cancel = default)
    {
        manual_seed(recipe.Seed);
        var model = SegmentationModel.Create(recipe.Describe());
        using var trainSet = new CacheDataset(training, new Compose([.. Preprocessing, .. Augmentation]), onProgress: filling, cancel: cancel);
        using var validSet = new CacheDataset(validation, new Compose([.. Preprocessing]), cancel: cancel);
        using var loss = new DiceCELoss(toOnehotY: true, softmax: true, batch: true);
        var optimizer = optim.AdamW(model.Network.parameters(), recipe.LearningRate, weight_decay: 1e-5);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var scheduler = optim.lr_scheduler.LambdaLR(optimizer, epoch => Rate(epoch, clock.Elapsed));
        var loader = new DataLoader(trainSet, recipe.BatchSize, shuffle: true, recipe.Seed, workers: 1, dropLast: training.Count > recipe.BatchSize);
        var options = new TrainerOptions
        {
            Epochs = recipe.Epochs,
            ValidateEvery = recipe.ValidateEvery,
            CheckpointDir = Path.Combine(directory, "checkpoints"),
            TimeLimit = recipe.TimeLimit,
            ClipGradientNorm = 12,
        };
        var trainer = new Trainer(
            model.Network, optimizer, loss.call, loader, options, Evaluator(model, validSet), scheduler,
            [new JsonLinesLog(Path.Combine(directory, "training.jsonl")), .. callbacks ?? []]);
        var last = Path.Combine(options.CheckpointDir, "last");
        if (resume && Directory.Exists(last))
        {
            trainer.Resume(last);
        }
        var state = trainer.Run(cancel);
        var best = Path.Combine(options.CheckpointDir, "best", Checkpoint.ModelFile);
        if (File.Exists(best))
        {
            Weights.ModuleWeights.LoadWeights(model.Network, best);
        }
        model.Network.eval();
        return (model, state);
    }

    /// <summary>The share of the largest learning rate: a cosine over the epochs, or over the time where that is limited and runs out first.</summary>
    private double Rate(int epoch, TimeSpan elapsed)
    {
        var done = Math.Max((double)epoch / recipe.Epochs, recipe.TimeLimit is { } limit ? elapsed / limit : 0);
        return 0.01 + 0.99 * (1 + Math.Cos(Math.PI * Math.Min(1, done))) / 2;
    }

    /// <summary>Scores a model on items, on the grid that the network sees.</summary>
    public static Evaluator Evaluator(SegmentationModel model, IDataset dataset, IReadOnlyList<CaseMetric>? metrics = null, IProgress<int>? progress = null)
    {
        var classes = model.Labels.Count;
        Compose post = new(
            new AsDiscrete(Argmax: true, ToOnehot: classes).On(Training.Evaluator.PredictionKey),
            new AsDiscrete(ToOnehot: classes).On("label"));
        return new(new DataLoader(dataset), (network, images) => model.Inferer.Infer(images, network), metrics ?? [Dice], post, progress: progress);
    }

    /// <summary>The Dice coefficient of each class but the background.</summary>
    public static CaseMetric Dice { get; } = new("dice", (prediction, label) => Scores(
        DiceMetric.ComputeDice(prediction.Data.unsqueeze(0), label.Data.unsqueeze(0), includeBackground: false)));

    /// <summary>The 95th percentile of the Hausdorff distance of each class but the background, mm.</summary>
    public static CaseMetric Hausdorff95 { get; } = new(
        "hausdorff95",
        (prediction, label) => Scores(HausdorffDistanceMetric.ComputeHausdorffDistance(
            prediction.Data.unsqueeze(0), label.Data.unsqueeze(0), percentile: 95, spacing: Values.From(prediction.Grid.VoxelToWorld.Spacing()))),
        HigherIsBetter: false);

    /// <summary>The deterministic steps on image and label, built from the same description that the model carries.</summary>
    public IReadOnlyList<ITransform> Preprocessing => PreprocessingOf(recipe);

    /// <inheritdoc cref="Preprocessing"/>
    public static IReadOnlyList<ITransform> PreprocessingOf(Recipe recipe)
    {
        JsonObject description = new() { ["preprocessing"] = new JsonArray([.. recipe.Preprocessing(Keys)]) };
        return [.. Config.Parse(description.ToJsonString()).Resolve<List<object?>>("preprocessing").Cast<ITransform>()];
    }

    private IEnumerable<ITransform> Augmentation
    {
        get
        {
            yield return new SpatialPad(recipe.Patch).On(Keys);
            yield return new RandCropByPosNegLabel.Keyed(Keys, "label", recipe.Patch, NumSamples: recipe.PatchesPerImage);
            var angles = Values.From(Enumerable.Repeat<Interval?>(recipe.Rotation, recipe.Patch.Count == 2 ? 1 : 3));
            var factors = Values.From(Enumerable.Repeat<Interval?>(recipe.Scaling, recipe.Patch.Count));
            yield return new RandAffine(recipe.AffineProbability, RotateRange: angles, ScaleRange: factors, PaddingMode: PadMode.Edge)
                .On(("image", t => t), ("label", t => t with { Mode = Interpolation.Nearest }));
            foreach (var axis in recipe.MirrorAxes)
            {
                yield return new RandFlip(0.5, axis).On(Keys);
            }
            yield return new RandScaleIntensity(0.1, 0.5).On("image");
            yield return new RandShiftIntensity(0.1, Prob: 0.5).On("image");
            yield return new RandGaussianNoise(0.15, Std: 0.1).On("image");
        }
    }

    private static double[] Scores(Tensor scores)
    {
        using (scores)
        {
            return [.. scores[0].to_type(ScalarType.Float64).data<double>()];
        }
    }
}
