namespace Medulla.Engines;

/// <summary>A metric of an engine: begun anew with each epoch, updated with each iteration, computed at the epoch's end.</summary>
/// <param name="outputTransform">From <see cref="EngineState.Output"/> to what the metric takes; as it is if null.</param>
public abstract class EngineMetric(Func<object?, object?>? outputTransform) : IEngineMetric
{
    /// <inheritdoc/>
    public void Attach(Engine engine, string name)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.EpochStarted, _ => Reset());
        engine.AddEventHandler(EngineEvent.IterationCompleted, e => Update(outputTransform is null ? e.State.Output : outputTransform(e.State.Output)));
        engine.AddEventHandler(EngineEvent.EpochCompleted, e => Tell(e, name, Compute(e, name)));
    }

    /// <summary>Results by class also stand by themselves, under the classes' names.</summary>
    private static void Tell(Engine engine, string name, object? result)
    {
        engine.State.Metrics[name] = result;
        foreach (var (part, value) in result as IReadOnlyDictionary<string, double> ?? new Dictionary<string, double>())
        {
            engine.State.Metrics[part] = part != name ? value : throw new ArgumentException($"the metric '{name}' has a class of this very name; name one of them otherwise.");
        }
    }

    /// <summary>Forgets all scores.</summary>
    protected abstract void Reset();

    /// <summary>Takes in an iteration.</summary>
    protected abstract void Update(object? output);

    /// <summary>The result: a number, or an array of several.</summary>
    protected abstract object? Compute(Engine engine, string name);
}
