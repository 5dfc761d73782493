using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Writes weights that PyTorch can read: at the end, at the best key metric, and every so often.</summary>
/// <param name="saveDir">The folder.</param>
/// <param name="saveDict">Networks by name; several go into one file, under their names. Optimisers are left out, and the log says so.</param>
/// <param name="filePrefix">Begins each file's name.</param>
/// <param name="saveFinal">Whether to write when the run is done or fails.</param>
/// <param name="finalFilename">Name of that file; "checkpoint_final_iteration=N.pt" if null.</param>
/// <param name="saveKeyMetric">Whether to write when the key metric is better than before.</param>
/// <param name="keyMetricName">The metric; the engine's key metric if null.</param>
/// <param name="keyMetricNSaved">How many of these files to keep.</param>
/// <param name="keyMetricFilename">Name of the one file to keep; "checkpoint_key_metric=V.pt" if null.</param>
/// <param name="keyMetricNegativeSign">Whether smaller is better.</param>
/// <param name="epochLevel">Whether the interval counts epochs; iterations if not.</param>
/// <param name="saveInterval">Every so many; 0 for none.</param>
/// <param name="nSaved">How many files of the interval to keep; all if null.</param>
public sealed class CheckpointSaver(
    string saveDir, IReadOnlyDictionary<string, object> saveDict, string filePrefix = "", bool saveFinal = false, string? finalFilename = null, bool saveKeyMetric = false,
    string? keyMetricName = null, int keyMetricNSaved = 1, string? keyMetricFilename = null, bool keyMetricNegativeSign = false, bool epochLevel = true, int saveInterval = 0, int? nSaved = null)
    : IEngineHandler
{
    private readonly List<(double Score, string Path)> best = [];
    private readonly Queue<string> interval = new();

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (saveDict.Where(pair => pair.Value is not nn.Module).Select(pair => pair.Key).ToList() is { Count: > 0 } others)
        {
            engine.Logger.Warn($"CheckpointSaver: {string.Join(", ", others)} left out; networks are saved.");
        }
        if (saveFinal)
        {
            engine.AddEventHandler(EngineEvent.Completed, e => SaveFinal(e));
            engine.AddEventHandler(EngineEvent.ExceptionRaised, e => SaveFinal(e));
        }
        if (saveKeyMetric)
        {
            engine.AddEventHandler(EngineEvent.EpochCompleted, SaveBest);
        }
        if (saveInterval > 0)
        {
            engine.AddEventHandler(new(epochLevel ? EngineEvent.EpochCompleted : EngineEvent.IterationCompleted, saveInterval), SaveInterval);
        }
    }

    private void SaveFinal(Engine engine)
        => engine.Logger.Info($"saved the final weights: {Save(finalFilename ?? $"{Prefix}final_iteration={engine.State.Iteration}.pt")}");

    private void SaveBest(Engine engine)
    {
        var name = keyMetricName ?? engine.State.KeyMetricName ?? throw new ArgumentException("CheckpointSaver: save_key_metric needs an engine with a key metric, or key_metric_name.");
        if (engine.State.Metrics.GetValueOrDefault(name) is not double value)
        {
            engine.Logger.Warn($"CheckpointSaver: '{name}' is not one number; nothing is saved by it.");
            return;
        }
        var score = keyMetricNegativeSign ? -value : value;
        if (best.Count >= keyMetricNSaved && score <= best[^1].Score)
        {
            return;
        }
        var path = Save(keyMetricFilename ?? FormattableString.Invariant($"{Prefix}key_metric={value:F4}.pt"));
        best.RemoveAll(one => one.Path == path);
        best.Add((score, path));
        best.Sort((a, b) => b.Score.CompareTo(a.Score));
        while (best.Count > keyMetricNSaved)
        {
            File.Delete(best[^1].Path);
            best.RemoveAt(best.Count - 1);
        }
        engine.Logger.Info($"saved the best weights so far: {path}");
    }

    private void SaveInterval(Engine engine)
    {
        interval.Enqueue(Save(epochLevel ? $"{Prefix}epoch={engine.State.Epoch}.pt" : $"{Prefix}iteration={engine.State.Iteration}.pt"));
        while (nSaved is { } most && interval.Count > most)
        {
            File.Delete(interval.Dequeue());
        }
    }

    private string Prefix => filePrefix.Length > 0 ? $"{filePrefix}_checkpoint_" : "checkpoint_";

    private string Save(string name)
    {
        Directory.CreateDirectory(saveDir);
        var path = Path.Combine(saveDir, name);
        var networks = saveDict.Where(pair => pair.Value is nn.Module).ToDictionary(pair => pair.Key, pair => ((nn.Module)pair.Value).state_dict());
        // A run that ends while writing leaves the file before whole.
        var temporary = $"{path}.new";
        PyTorchFile.Save(temporary, networks.Count == 1 ? networks.Values.First() : networks);
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
