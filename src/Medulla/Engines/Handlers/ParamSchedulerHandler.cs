namespace Medulla.Engines.Handlers;

/// <summary>Sets a parameter anew at each iteration or epoch, such as a weight of a loss.</summary>
/// <param name="parameterSetter">Sets it.</param>
/// <param name="valueCalculator">Which schedule: "linear", "exponential", "step" or "multistep"; or a function of the settings by name, "current_step" among them.</param>
/// <param name="vcKwargs">
/// Settings of the schedule: initial_value; for linear also step_constant, step_max_value and max_value; for the others gamma, and
/// step_size or milestones.
/// </param>
/// <param name="epochLevel">Whether the step is the epoch; the iteration if not.</param>
/// <param name="name">Name of the log in the reference.</param>
/// <param name="eventName">When: <see cref="EngineEvent.IterationCompleted"/> if null.</param>
/// <exception cref="ArgumentException">There is no such schedule, or a setting is missing.</exception>
public sealed class ParamSchedulerHandler(
    Action<double> parameterSetter, ValueSchedule valueCalculator, IReadOnlyDictionary<string, object?> vcKwargs, bool epochLevel = false, string? name = null,
    [Imaging.ReferenceName("event")] EngineEvent? eventName = null) : IEngineHandler, IEngineAction
{
    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(eventName ?? EngineEvent.IterationCompleted, this);
    }

    /// <inheritdoc/>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        parameterSetter(valueCalculator.ValueAt(epochLevel ? engine.State.Epoch : engine.State.Iteration, vcKwargs));
    }
}
