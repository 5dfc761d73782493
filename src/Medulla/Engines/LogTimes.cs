namespace Medulla.Engines;

/// <summary>At which times of an event something is logged: true or false for all or none, a number for each so many-th, or a function.</summary>
public sealed class LogTimes
{
    private readonly bool isOn;
    private readonly int every;
    private readonly Func<Engine, int, bool>? when;

    private LogTimes(bool isOn, int every = 1, Func<Engine, int, bool>? when = null) => (this.isOn, this.every, this.when) = (isOn, every, when);

    /// <summary>All times, or none.</summary>
    public static implicit operator LogTimes(bool isOn) => new(isOn);

    /// <summary>Each so many-th time; none if 0.</summary>
    public static implicit operator LogTimes(int every) => new(Check.NotNegative(every) > 0, Math.Max(1, every));

    /// <summary>The times for which a function of the engine and the number of the time says so.</summary>
    public static implicit operator LogTimes(Func<Engine, int, bool> when) => new(true, 1, when);

    /// <summary>Adds a handler for these times of an event.</summary>
    internal static void Attach(LogTimes? times, Engine engine, EngineEvent moment, Action<Engine> handler)
    {
        if (times is null or { isOn: true })
        {
            engine.AddEventHandler(new EventFilter(moment, times?.every ?? 1, When: times?.when), handler);
        }
    }
}
