using System.Collections;
using System.Globalization;

namespace Medulla.Engines.Handlers;

/// <summary>Says how a run goes: the loss of iterations, the metrics of epochs.</summary>
/// <param name="iterationLog">At which iterations to say something; at each if null.</param>
/// <param name="epochLog">At which epochs to say something; at each if null.</param>
/// <param name="epochPrintLogger">Says something at epochs in place of this.</param>
/// <param name="iterationPrintLogger">Says something at iterations in place of this.</param>
/// <param name="outputTransform">From the output to a number, or to several by name; null says nothing. The loss if it is not given.</param>
/// <param name="globalEpochTransform">From the engine's epoch to the one to tell, such as the trainer's.</param>
/// <param name="stateAttributes">Attributes of the state to tell at epochs, by the reference's names.</param>
/// <param name="name">Name of the log in the reference; here lines go to the engine's.</param>
/// <param name="tagName">Name of a number without one.</param>
public sealed class StatsHandler(
    LogTimes? iterationLog = null, LogTimes? epochLog = null, Action<Engine>? epochPrintLogger = null, Action<Engine>? iterationPrintLogger = null,
    Func<object?, object?>? outputTransform = null, Func<int, int>? globalEpochTransform = null, IReadOnlyList<string>? stateAttributes = null,
    string? name = "StatsHandler", string tagName = "Loss") : IEngineHandler
{
    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        LogTimes.Attach(iterationLog, engine, EngineEvent.IterationCompleted, iterationPrintLogger ?? Iteration);
        LogTimes.Attach(epochLog, engine, EngineEvent.EpochCompleted, epochPrintLogger ?? Epoch);
        engine.AddEventHandler(EngineEvent.ExceptionRaised, e => e.Logger.Error($"failed: {e.Failure?.Message}"));
    }

    private void Iteration(Engine engine)
    {
        var text = string.Join(' ', Scalars.Of(engine, outputTransform, tagName).Select(one => $"{one.Name}: {Scalars.Text(one.Value)}"));
        if (text.Length > 0)
        {
            var state = engine.State;
            var done = state.EpochLength > 0 ? ((state.Iteration - 1) % state.EpochLength) + 1 : state.Iteration;
            engine.Logger.Info($"Epoch: {Shown(state.Epoch)}/{state.MaxEpochs}, Iter: {done}/{state.EpochLength} -- {text}");
        }
    }

    private void Epoch(Engine engine)
    {
        var state = engine.State;
        if (state.Metrics.Count > 0)
        {
            engine.Logger.Info($"Epoch[{Shown(state.Epoch)}] Metrics -- {string.Join(' ', state.Metrics.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {Text(pair.Value)}"))}");
        }
        if (state.KeyMetricName is { } key)
        {
            engine.Logger.Info(string.Create(CultureInfo.InvariantCulture, $"Key metric: {key} best value: {state.BestMetric:G6} at epoch: {state.BestMetricEpoch}"));
        }
        if (stateAttributes is { Count: > 0 })
        {
            engine.Logger.Info($"State values: {string.Join(' ', stateAttributes.Select(attribute => $"{attribute}: {Text(state[attribute])}"))}");
        }
    }

    private int Shown(int epoch) => globalEpochTransform is null ? epoch : globalEpochTransform(epoch);

    private static string Text(object? value) => value switch
    {
        string text => text,
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}: {Text(map[key])}"))}}}",
        IEnumerable several => $"[{string.Join(", ", several.Cast<object?>().Select(Text))}]",
        float or double => Scalars.Text(Convert.ToDouble(value)),
        _ => value?.ToString() ?? "none",
    };
}
