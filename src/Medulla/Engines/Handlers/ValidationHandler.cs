namespace Medulla.Engines.Handlers;

/// <summary>Runs an evaluator every so often while a network is trained.</summary>
/// <param name="interval">Every so many epochs, or iterations.</param>
/// <param name="validator">The evaluator; may be set later.</param>
/// <param name="epochLevel">Whether the interval counts epochs.</param>
/// <param name="execAtStart">Whether to run it before the first epoch too.</param>
public sealed class ValidationHandler(int interval, Evaluator? validator = null, bool epochLevel = true, bool execAtStart = false) : IEngineHandler
{
    private readonly int interval = Check.Positive(interval);
    private Evaluator? validator = validator;

    /// <summary>Says which evaluator to run.</summary>
    public void SetValidator(Evaluator evaluator) => validator = evaluator;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(new(epochLevel ? EngineEvent.EpochCompleted : EngineEvent.IterationCompleted, interval), Validate);
        if (execAtStart)
        {
            engine.AddEventHandler(EngineEvent.Started, Validate);
        }
    }

    private void Validate(Engine engine)
        => (validator ?? throw new InvalidOperationException("ValidationHandler has no validator; give one, or call SetValidator before training.")).Run(engine.State.Epoch);
}
