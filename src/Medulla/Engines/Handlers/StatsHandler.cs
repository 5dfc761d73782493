using System.Collections;
using System.Globalization;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Says how a run goes: the loss of iterations, the metrics of epochs.</summary>
/// <param name="iterationLog">Whether to say something at each iteration.</param>
/// <param name="epochLog">Whether to say something at each epoch.</param>
/// <param name="outputTransform">From the output to a number, or to several by name; null says nothing. The loss if it is not given.</param>
/// <param name="name">Name of the log in the reference; here lines go to the engine's.</param>
/// <param name="tagName">Name of a number without one.</param>
/// <param name="globalEpochTransform">From the engine's epoch to the one to tell, such as the trainer's.</param>
public sealed class StatsHandler(
    bool iterationLog = true, bool epochLog = true, Func<object?, object?>? outputTransform = null, string? name = "StatsHandler", string tagName = "Loss", Func<int, int>? globalEpochTransform = null)
    : IEngineHandler
{
    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (iterationLog)
        {
            engine.AddEventHandler(EngineEvent.IterationCompleted, Iteration);
        }
        if (epochLog)
        {
            engine.AddEventHandler(EngineEvent.EpochCompleted, Epoch);
        }
        engine.AddEventHandler(EngineEvent.ExceptionRaised, e => e.Logger.Warn($"failed: {e.Failure?.Message}"));
    }

    private void Iteration(Engine engine)
    {
        var value = outputTransform is null ? Loss(engine.State.Output) : outputTransform(engine.State.Output);
        IEnumerable<(string Name, double? Value)> values = value is IDictionary map
            ? map.Keys.Cast<object>().Select(key => (key.ToString()!, EngineOutput.Number(map[key]))) : [(tagName, EngineOutput.Number(value))];
        var text = string.Join(' ', values.Where(one => one.Value is not null).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name}: {one.Value:F4}")));
        if (text.Length > 0)
        {
            var state = engine.State;
            engine.Logger.Info($"Epoch: {Shown(state.Epoch)}/{state.MaxEpochs}, Iter: {((state.Iteration - 1) % state.EpochLength) + 1}/{state.EpochLength} -- {text}");
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
    }

    private int Shown(int epoch) => globalEpochTransform is null ? epoch : globalEpochTransform(epoch);

    private static object? Loss(object? output) => output switch
    {
        List<object?> samples when samples is [Sample first, ..] => first.TryGetValue("loss", out var loss) ? loss : null,
        IDictionary map => map["loss"],
        _ => output is Tensor ? output : null,
    };

    private static string Text(object? value) => value switch
    {
        double number => number.ToString("F4", CultureInfo.InvariantCulture),
        double[] several => $"[{string.Join(", ", several.Select(number => number.ToString("F4", CultureInfo.InvariantCulture)))}]",
        _ => value?.ToString() ?? "none",
    };
}
