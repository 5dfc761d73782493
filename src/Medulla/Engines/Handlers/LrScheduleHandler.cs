using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Moves a schedule of learning rates on.</summary>
/// <param name="lrScheduler">The schedule.</param>
/// <param name="printLr">Whether to say the rate.</param>
/// <param name="name">Name of the log in the reference; here lines go to the engine's.</param>
/// <param name="epochLevel">Whether it moves with epochs; with iterations if not.</param>
/// <param name="stepTransform">From the engine to the value that the schedule watches, such as a metric; none if null.</param>
public sealed class LrScheduleHandler(
    optim.lr_scheduler.LRScheduler lrScheduler, bool printLr = true, string? name = null, bool epochLevel = true, Func<Engine, object?>? stepTransform = null) : IEngineHandler
{
    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(epochLevel ? EngineEvent.EpochCompleted : EngineEvent.IterationCompleted, Step);
    }

    private void Step(Engine engine)
    {
        if (stepTransform is not null && EngineOutput.Number(stepTransform(engine)) is { } watched)
        {
            lrScheduler.step(watched);
        }
        else
        {
            lrScheduler.step();
        }
        if (printLr)
        {
            engine.Logger.Info(string.Create(CultureInfo.InvariantCulture, $"Current learning rate: {lrScheduler.get_last_lr().First():G6}"));
        }
    }
}
