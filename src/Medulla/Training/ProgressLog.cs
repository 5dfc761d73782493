using System.Diagnostics;
using System.Globalization;

namespace Medulla.Training;

/// <summary>
/// Shows a run as text: where a terminal is, one line that is rewritten, with a bar, loss, learning rate and time left; elsewhere a
/// line for each epoch.
/// </summary>
/// <param name="output">Where to write.</param>
/// <param name="live">Whether the output is a terminal, on which a line can be rewritten.</param>
public sealed class ProgressLog(TextWriter output, bool live) : ITrainingCallback
{
    private const int BarWidth = 24;
    private readonly Stopwatch clock = new();
    private long firstIteration;
    private long lastDrawn;
    private int lastLength;

    /// <inheritdoc/>
    public void Started(Trainer trainer)
    {
        firstIteration = trainer.State.Iteration;
        clock.Restart();
    }

    /// <inheritdoc/>
    public void Stepped(Trainer trainer, double loss)
    {
        // A terminal need not be redrawn more often than the eye follows.
        if (live && (clock.ElapsedMilliseconds - lastDrawn >= 100 || trainer.State.Batch == trainer.StepsPerEpoch))
        {
            lastDrawn = clock.ElapsedMilliseconds;
            Rewrite(Line(trainer, trainer.State.Batch == 0 ? loss : trainer.State.LossSum / trainer.State.Batch));
        }
    }

    /// <inheritdoc/>
    public void EpochDone(Trainer trainer, TrainingState.Validation? validation)
    {
        var metrics = validation is null ? "" : "  " + string.Join("  ", validation.Metrics.Select(m => $"{m.Key} {Number(m.Value)}"))
            + (validation == trainer.State.Best ? "  (best)" : "");
        Rewrite($"epoch {trainer.State.Epoch,3}/{trainer.Options.Epochs}  loss {Number(trainer.State.Losses[^1])}{metrics}  "
            + $"[{Time(clock.Elapsed)}, {Time(Left(trainer))} left]");
        output.WriteLine();
        lastLength = 0;
    }

    private string Line(Trainer trainer, double loss)
    {
        var state = trainer.State;
        var done = trainer.StepsPerEpoch == 0 ? 1.0 : (double)state.Batch / trainer.StepsPerEpoch;
        var filled = (int)Math.Round(done * BarWidth);
        return $"epoch {state.Epoch + 1,3}/{trainer.Options.Epochs} [{new string('=', filled)}{new string(' ', BarWidth - filled)}] "
            + $"{state.Batch}/{trainer.StepsPerEpoch}  loss {Number(loss)}  rate {trainer.LearningRate.ToString("0.0e0", CultureInfo.InvariantCulture)}  {Time(Left(trainer))} left";
    }

    private TimeSpan Left(Trainer trainer)
    {
        var done = trainer.State.Iteration - firstIteration;
        var total = (long)trainer.Options.Epochs * trainer.StepsPerEpoch - firstIteration;
        var left = done <= 0 ? TimeSpan.Zero : clock.Elapsed * ((double)(total - done) / done);
        return trainer.Options.TimeLimit is { } limit && limit - clock.Elapsed < left ? (limit > clock.Elapsed ? limit - clock.Elapsed : TimeSpan.Zero) : left;
    }

    private void Rewrite(string line)
    {
        output.Write(live ? $"\r{line.PadRight(lastLength)}" : line);
        lastLength = line.Length;
        output.Flush();
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time)
        => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
}
