using Medulla.Weights;

namespace Medulla.Engines.Handlers;

/// <summary>Writes checkpoints that PyTorch can read: at the end, at the best key metric, and every so often.</summary>
/// <remarks>Of one object a file holds its state, of several a dictionary of their states; see <see cref="CheckpointState"/>.</remarks>
/// <param name="saveDir">The folder.</param>
/// <param name="saveDict">Networks, optimisers, schedules, engines and other handlers by name.</param>
/// <param name="name">Name of the log in the reference; here lines go to the engine's.</param>
/// <param name="filePrefix">Begins each file's name.</param>
/// <param name="saveFinal">Whether to write when the run is done, fails or is stopped.</param>
/// <param name="finalFilename">Name of that file; "NAME_final_iteration=N.pt" if null, NAME being the object's, or "checkpoint" where there are several.</param>
/// <param name="saveKeyMetric">Whether to write when the key metric is better than before.</param>
/// <param name="keyMetricName">The metric; the engine's key metric if null.</param>
/// <param name="keyMetricNSaved">How many of these files to keep.</param>
/// <param name="keyMetricFilename">Name of the one file to keep; "NAME_key_metric=V.pt" if null.</param>
/// <param name="keyMetricSaveState">Whether these files also hold the best metrics so far, under "checkpointer".</param>
/// <param name="keyMetricGreaterOrEqual">Whether of equal ones the latest is kept.</param>
/// <param name="keyMetricNegativeSign">Whether smaller is better.</param>
/// <param name="epochLevel">Whether the interval counts epochs; iterations if not.</param>
/// <param name="saveInterval">Every so many; 0 for none.</param>
/// <param name="nSaved">How many files of the interval to keep; all if null.</param>
/// <exception cref="ArgumentException">There is nothing to save, or one file is to hold several metrics' best.</exception>
public sealed class CheckpointSaver(
    string saveDir, IReadOnlyDictionary<string, object> saveDict, string? name = null, string filePrefix = "", bool saveFinal = false, string? finalFilename = null,
    bool saveKeyMetric = false, string? keyMetricName = null, int keyMetricNSaved = 1, string? keyMetricFilename = null, bool keyMetricSaveState = false,
    bool keyMetricGreaterOrEqual = false, bool keyMetricNegativeSign = false, bool epochLevel = true, int saveInterval = 0, int? nSaved = null)
    : IEngineHandler, IStateful
{
    private readonly IReadOnlyDictionary<string, object> saveDict = saveDict is { Count: > 0 } ? saveDict
        : throw new ArgumentException("CheckpointSaver: save_dict is empty; give the objects to save by name.", nameof(saveDict));
    private readonly int kept = keyMetricFilename is null || keyMetricNSaved == 1 ? Check.Positive(keyMetricNSaved)
        : throw new ArgumentException($"CheckpointSaver: key_metric_filename is one file, but key_metric_n_saved is {keyMetricNSaved}; leave one of them out.", nameof(keyMetricNSaved));
    private readonly List<(double Score, string Path)> best = [];
    private readonly Queue<string> interval = new();
    private string? final;

    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (saveFinal)
        {
            engine.AddEventHandler(EngineEvent.Completed, SaveFinal);
            engine.AddEventHandler(EngineEvent.ExceptionRaised, SaveFinal);
        }
        if (saveKeyMetric)
        {
            engine.AddEventHandler(EngineEvent.EpochCompleted, SaveBest);
        }
        if (saveInterval > 0)
        {
            engine.AddEventHandler((epochLevel ? EngineEvent.EpochCompleted : EngineEvent.IterationCompleted).Every(saveInterval), SaveInterval);
        }
    }

    /// <summary>The best metrics so far, and their files.</summary>
    public object StateDict() => best.Select(one => (object?)new List<object?> { one.Score, one.Path }).ToList();

    /// <inheritdoc/>
    public void LoadStateDict(object state)
    {
        best.Clear();
        best.AddRange(((IEnumerable<object?>)state).Cast<System.Collections.IList>().Select(one => (Convert.ToDouble(one[0]), $"{one[1]}")));
    }

    private void SaveFinal(Engine engine)
    {
        var path = PathOf(finalFilename ?? $"{Prefix}final_iteration={engine.State.Iteration}.pt");
        if (final is not null && final != path)
        {
            File.Delete(final);
        }
        final = path;
        Save(path);
        engine.Logger.Info(engine.Failure is null ? $"saved the final checkpoint: {path}" : $"saved a checkpoint before the run ends: {path}");
    }

    private void SaveBest(Engine engine)
    {
        var metric = keyMetricName ?? engine.State.KeyMetricName
            ?? throw new InvalidOperationException("CheckpointSaver: save_key_metric needs an engine with a key metric, or key_metric_name.");
        if (EngineOutput.Number(engine.State.Metrics.GetValueOrDefault(metric)) is not { } value)
        {
            engine.Logger.Warn($"CheckpointSaver: '{metric}' is not one number; nothing is saved by it. Reduce it by mean.");
            return;
        }
        var score = keyMetricNegativeSign ? -value : value;
        if (best.Count >= kept && !(score > best[^1].Score || (keyMetricGreaterOrEqual && score == best[^1].Score)))
        {
            return;
        }
        var path = PathOf(keyMetricFilename ?? FormattableString.Invariant($"{Prefix}key_metric={score:F4}.pt"));
        best.RemoveAll(one => one.Path == path);
        best.Add((score, path));
        best.Sort((a, b) => b.Score.CompareTo(a.Score));
        Save(path, keyMetricSaveState);
        while (best.Count > kept)
        {
            File.Delete(best[^1].Path);
            best.RemoveAt(best.Count - 1);
        }
        engine.Logger.Info($"saved the best checkpoint so far: {path}");
    }

    private void SaveInterval(Engine engine)
    {
        var path = PathOf(epochLevel ? $"{Prefix}epoch={engine.State.Epoch}.pt" : $"{Prefix}iteration={engine.State.Iteration}.pt");
        Save(path);
        interval.Enqueue(path);
        while (nSaved is { } most && interval.Count > most)
        {
            File.Delete(interval.Dequeue());
        }
        engine.Logger.Info($"saved a checkpoint: {path}");
    }

    private string Prefix => $"{(filePrefix.Length > 0 ? $"{filePrefix}_" : "")}{(saveDict.Count == 1 ? saveDict.Keys.First() : "checkpoint")}_";

    private string PathOf(string file) => Path.Combine(saveDir, file);

    private void Save(string path, bool withSelf = false)
    {
        Directory.CreateDirectory(saveDir);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var states = saveDict.ToDictionary(pair => pair.Key, pair => (object?)CheckpointState.Of(pair.Key, pair.Value));
        if (withSelf)
        {
            states["checkpointer"] = StateDict();
        }
        PyTorchFile.Save(path, states.Count == 1 ? states.Values.First() : states);
    }
}
