namespace Medulla.Engines;

/// <summary>Scores by which <see cref="Handlers.EarlyStopHandler"/> ends a run; larger is better.</summary>
public static class StoppingFunctions
{
    /// <summary>A metric of the engine.</summary>
    /// <param name="metricName">Its name.</param>
    /// <exception cref="ArgumentException">When it is called: the engine has no such metric, or it is not one number.</exception>
    public static Func<Engine, double> StoppingFnFromMetric(string metricName)
        => engine => EngineOutput.Number(engine.State.Metrics.GetValueOrDefault(metricName)) ?? throw new ArgumentException(
            $"the engine has no metric '{metricName}' of one number; it has {string.Join(", ", engine.State.Metrics.Keys.DefaultIfEmpty("none"))}.");

    /// <summary>The loss of the engine, its sign turned.</summary>
    /// <exception cref="ArgumentException">When it is called: the output has no loss.</exception>
    public static Func<Engine, double> StoppingFnFromLoss()
        => engine => -(EngineOutput.Number(EngineOutput.LossOf(engine.State.Output)) ?? throw new ArgumentException("the engine's output has no 'loss'."));
}
