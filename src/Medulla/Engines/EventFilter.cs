namespace Medulla.Engines;

/// <summary>When a handler of an event is called: each time, every so many times, or once.</summary>
/// <param name="Event">The event.</param>
/// <param name="Every">Each so many-th time.</param>
/// <param name="Once">Only this time, from 1; null for no such limit.</param>
/// <param name="When">Decides by the engine and the number of the time, from 1; always if null.</param>
public readonly record struct EventFilter(EngineEvent Event, int Every = 1, int? Once = null, Func<Engine, int, bool>? When = null)
{
    /// <summary>Each time.</summary>
    public static implicit operator EventFilter(EngineEvent moment) => new(moment);

    /// <summary>Each time of the event of a name.</summary>
    public static implicit operator EventFilter(string name) => new(name);

    internal bool Takes(Engine engine, int time) => time % Every == 0 && (Once is null || Once == time) && (When is null || When(engine, time));
}
