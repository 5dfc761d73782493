using System.Collections;
using Medulla.Data;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Writes predictions of classes to a CSV file at each epoch's end, a line for each image.</summary>
/// <param name="outputDir">Folder of the file.</param>
/// <param name="filename">Its name.</param>
/// <param name="delimiter">What stands between columns.</param>
/// <param name="overwrite">Whether a file that is there is begun anew; lines are appended if not.</param>
/// <param name="batchTransform">From the batch to the metadata of its images, to name them by their files; the batch itself if null.</param>
/// <param name="outputTransform">From the output to the predictions of each; the output itself if null.</param>
/// <param name="name">Name of the log in the reference.</param>
/// <param name="saveRank">Number of the process that writes, of several; here there is one, 0.</param>
/// <param name="saver">Where lines go, in place of a file of its own.</param>
/// <exception cref="ArgumentException">Another process is to write.</exception>
public sealed class ClassificationSaver(
    string outputDir = "./", string filename = "predictions.csv", string delimiter = ",", bool overwrite = true, Func<object?, object?>? batchTransform = null,
    Func<object?, object?>? outputTransform = null, string? name = null, int saveRank = 0, CsvSaver? saver = null) : IEngineHandler, IEngineAction
{
    private readonly int saveRank = saveRank == 0 ? saveRank : throw new ArgumentException($"ClassificationSaver: save_rank is {saveRank}, but there is one process, 0.", nameof(saveRank));
    private readonly List<(string? Name, Tensor Prediction)> rows = [];

    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.EpochStarted, _ => Clear());
        engine.AddEventHandler(EngineEvent.IterationCompleted, this);
        engine.AddEventHandler(EngineEvent.EpochCompleted, _ => Write());
    }

    /// <summary>Takes the predictions of an iteration.</summary>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var output = outputTransform is null ? engine.State.Output : outputTransform(engine.State.Output);
        var names = ImageNames.Of(batchTransform is null ? engine.State.Batch : batchTransform(engine.State.Batch));
        IEnumerable<object?> predictions = output is Tensor batch ? batch.unbind(0) : output is IList list and not IDictionary ? list.Cast<object?>()
            : throw new ArgumentException($"ClassificationSaver: predictions are {Sample.Describe(output)}; give an output_transform such as from_engine(['pred']).");
        rows.AddRange(names.Zip(predictions, (file, prediction) => ((string?)file, EngineOutput.Voxels(prediction).detach().clone().DetachFromDisposeScope())));
    }

    private void Write()
    {
        var lines = saver ?? new CsvSaver(outputDir, filename, overwrite, delimiter: delimiter);
        lines.SaveBatch([.. rows.Select(row => row.Prediction)], rows.TrueForAll(row => row.Name is { Length: > 0 }) ? [.. rows.Select(row => row.Name!)] : null);
        lines.WriteLines();
        Clear();
    }

    private void Clear()
    {
        rows.ForEach(row => row.Prediction.Dispose());
        rows.Clear();
    }
}
