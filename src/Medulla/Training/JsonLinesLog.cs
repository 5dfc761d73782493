using System.Globalization;
using System.Text.Json;

namespace Medulla.Training;

/// <summary>Writes what happens to a file, one JSON object a line; a resumed run goes on in the same file.</summary>
/// <param name="path">The file; its folder is made if missing.</param>
public sealed class JsonLinesLog(string path) : ITrainingCallback
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <inheritdoc/>
    public void Started(Trainer trainer)
        => Write(new { @event = "started", epoch = trainer.State.Epoch, epochs = trainer.Options.Epochs, steps_per_epoch = trainer.StepsPerEpoch });

    /// <inheritdoc/>
    public void EpochDone(Trainer trainer, TrainingState.Validation? validation)
        => Write(new
        {
            @event = "epoch",
            epoch = trainer.State.Epoch,
            iteration = trainer.State.Iteration,
            loss = trainer.State.Losses[^1],
            learning_rate = trainer.LearningRate,
            validation = validation?.Metrics,
        });

    /// <inheritdoc/>
    public void Ended(Trainer trainer)
        => Write(new { @event = "ended", epoch = trainer.State.Epoch, best_epoch = trainer.State.Best?.Epoch, best = trainer.State.Best?.Metrics });

    private void Write<T>(T line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var time = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        File.AppendAllText(path, $"{{\"time\":\"{time}\",{JsonSerializer.Serialize(line, Options)[1..]}\n");
    }
}
