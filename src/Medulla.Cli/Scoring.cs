using Medulla.Bundles.Workflows;
using Medulla.Training;
using Medulla.Transforms.Io;
using Medulla.Transforms.Post;
using TorchSharp;

namespace Medulla.Cli;

/// <summary>Scores what a model makes of files, on the files' own grids.</summary>
internal static class Scoring
{
    /// <summary>Dice and Hausdorff-95 of items with "image" and "label".</summary>
    public static EvaluationResult OnFiles(SegmentationModel model, IReadOnlyList<Sample> items, CancellationToken cancel, Action<Sample, MetaTensor>? seen = null)
    {
        CaseMetric[] metrics = [SegmentationTraining.Dice, SegmentationTraining.Hausdorff95];
        var onehot = new AsDiscrete(ToOnehot: model.Labels.Count);
        List<EvaluationResult.Case> rows = [];
        foreach (var item in items)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var path = (string)item["image"]!;
            var label = new LoadImage(EnsureChannelFirst: true).Apply((string)item["label"]!);
            var prediction = model.Segment(path);
            var (p, l) = (onehot.Apply(prediction), onehot.Apply(label));
            rows.Add(new(Path.GetFileName(path).Split('.')[0], rows.Count, metrics.ToDictionary(m => m.Name, m => m.Score(p, l))));
            seen?.Invoke(item, prediction);
        }
        return EvaluationResult.Of(rows, metrics);
    }
}
