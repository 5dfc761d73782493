using SummaryWriter = TorchSharp.Modules.SummaryWriter;

namespace Medulla.Engines.Handlers;

/// <summary>Writes the loss of iterations and the metrics of epochs for TensorBoard.</summary>
/// <param name="summaryWriter">Where to write; a file of its own if null.</param>
/// <param name="logDir">Folder of that file.</param>
/// <param name="iterationLog">At which iterations to write; at each if null.</param>
/// <param name="epochLog">At which epochs to write; at each if null.</param>
/// <param name="epochEventWriter">Writes at epochs in place of this.</param>
/// <param name="iterationEventWriter">Writes at iterations in place of this.</param>
/// <param name="outputTransform">From the output to a number, or to several by name; null writes nothing. The loss if it is not given.</param>
/// <param name="globalEpochTransform">From the engine's epoch to the one to write, such as the trainer's.</param>
/// <param name="stateAttributes">Attributes of the state to write at epochs, by the reference's names.</param>
/// <param name="tagName">Name of a number without one.</param>
public sealed class TensorBoardStatsHandler(
    SummaryWriter? summaryWriter = null, string logDir = "./runs", LogTimes? iterationLog = null, LogTimes? epochLog = null,
    Action<Engine, SummaryWriter>? epochEventWriter = null, Action<Engine, SummaryWriter>? iterationEventWriter = null,
    Func<object?, object?>? outputTransform = null, Func<int, int>? globalEpochTransform = null, IReadOnlyList<string>? stateAttributes = null, string tagName = "Loss")
    : TensorBoardHandler(summaryWriter, logDir)
{
    /// <inheritdoc/>
    public override void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        LogTimes.Attach(iterationLog, engine, EngineEvent.IterationCompleted, iterationEventWriter is null ? Iteration : e => iterationEventWriter(e, Writer));
        LogTimes.Attach(epochLog, engine, EngineEvent.EpochCompleted, epochEventWriter is null ? Epoch : e => epochEventWriter(e, Writer));
    }

    private void Iteration(Engine engine)
    {
        foreach (var (name, value) in Scalars.Of(engine, outputTransform, tagName))
        {
            Writer.add_scalar(name, (float)value, engine.State.Iteration);
        }
    }

    private void Epoch(Engine engine)
    {
        var epoch = globalEpochTransform is null ? engine.State.Epoch : globalEpochTransform(engine.State.Epoch);
        var all = engine.State.Metrics.Select(pair => (pair.Key, pair.Value)).Concat((stateAttributes ?? []).Select(attribute => (attribute, engine.State[attribute])));
        foreach (var (name, value) in all)
        {
            if (EngineOutput.Number(value) is { } number)
            {
                Writer.add_scalar(name, (float)number, epoch);
            }
        }
    }
}
