namespace Medulla.Engines.Handlers;

/// <summary>Ends a trainer's run when a score has not become better for some time.</summary>
/// <param name="patience">So many times in a row without being better.</param>
/// <param name="scoreFunction">The score, of the engine that this is attached to; larger is better.</param>
/// <param name="trainer">The engine to end; may be set later.</param>
/// <param name="minDelta">What counts as better: more than this above the best.</param>
/// <param name="cumulativeDelta">Whether the best is kept as it was while improvements are smaller than this.</param>
/// <param name="epochLevel">Whether it looks after each epoch; after each iteration if not.</param>
public sealed class EarlyStopHandler(
    int patience, Func<Engine, double> scoreFunction, Engine? trainer = null, double minDelta = 0, bool cumulativeDelta = false, bool epochLevel = true) : IEngineHandler
{
    private readonly int patience = Check.Positive(patience);
    private Engine? trainer = trainer;
    private double? best;
    private int waited;

    /// <summary>Says which engine to end.</summary>
    public void SetTrainer(Engine engine) => trainer = engine;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(epochLevel ? EngineEvent.EpochCompleted : EngineEvent.IterationCompleted, Look);
    }

    private void Look(Engine engine)
    {
        var score = scoreFunction(engine);
        if (best is null)
        {
            best = score;
        }
        else if (score <= best + minDelta)
        {
            best = cumulativeDelta || score <= best ? best : score;
            if (++waited >= patience)
            {
                engine.Logger.Info($"no better for {waited} times; the run ends.");
                (trainer ?? throw new InvalidOperationException("EarlyStopHandler has no trainer; give one, or call SetTrainer before training.")).Terminate();
            }
        }
        else
        {
            (best, waited) = (score, 0);
        }
    }
}
