using Medulla.Data;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Training;

/// <summary>Runs a network on every case of a loader, in inference mode, and scores what comes out.</summary>
/// <param name="loader">The cases, under the given keys.</param>
/// <param name="infer">How to run a network on images [B, C, spatial...], such as by sliding window.</param>
/// <param name="metrics">How to score; the first one is the key metric.</param>
/// <param name="post">What to do with each sample before scoring; finds the network's output under "pred".</param>
/// <param name="imageKey">Key of the images.</param>
/// <param name="labelKey">Key of the labels.</param>
/// <param name="progress">Told how many cases are done.</param>
public sealed class Evaluator(
    DataLoader loader, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor> infer, IReadOnlyList<CaseMetric> metrics, Compose? post = null,
    string imageKey = "image", string labelKey = "label", IProgress<int>? progress = null)
{
    /// <summary>Key under which post-processing finds the network's output.</summary>
    public const string PredictionKey = "pred";

    /// <summary>Number of cases.</summary>
    public int Count => loader.Dataset.Count;

    /// <summary>Scores a network. It is left in the mode (training or evaluation) it was in.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seen">Is given each sample after post-processing, with its row; for pictures and files.</param>
    /// <param name="cancel">Stops after the current batch.</param>
    public EvaluationResult Run(
        nn.Module<Tensor, Tensor> network, Action<Sample, EvaluationResult.Case>? seen = null, CancellationToken cancel = default)
    {
        var wasTraining = network.training;
        network.eval();
        try
        {
            List<EvaluationResult.Case> rows = [];
            using var noGradient = no_grad();
            foreach (var batch in loader.Epoch(0, 0, cancel))
            {
                using (batch)
                {
                    Score(network, batch, rows, seen);
                }
                progress?.Report(rows.Count);
            }
            return EvaluationResult.Of(rows, metrics);
        }
        finally
        {
            network.train(wasTraining);
        }
    }

    private void Score(nn.Module<Tensor, Tensor> network, Batch batch, List<EvaluationResult.Case> rows, Action<Sample, EvaluationResult.Case>? seen)
    {
        using var scope = NewDisposeScope();
        var device = network.parameters().FirstOrDefault()?.device ?? CPU;
        var output = infer(network, batch[imageKey].to(device));
        for (var i = 0; i < batch.Count; i++)
        {
            var image = batch.Samples[i].Image(imageKey);
            var sample = batch.Samples[i].With(PredictionKey, new MetaTensor(output[i].cpu(), image.Affine, image.Metadata).WithApplied(image.Applied));
            sample = post?.Apply(sample, seed: 0) ?? sample;
            var (prediction, label) = (sample.Image(PredictionKey), sample.Image(labelKey));
            EvaluationResult.Case row = new(
                CaseName(image.Metadata.FileName, rows.Count), rows.Count, metrics.ToDictionary(metric => metric.Name, metric => metric.Score(prediction, label)));
            rows.Add(row);
            seen?.Invoke(sample, row);
        }
    }

    private static string CaseName(string? file, int number)
        => file is null ? $"case {number + 1}" : Path.GetFileName(file).Split('.')[0];
}
