namespace Medulla.Engines;

/// <summary>
/// A moment in an engine's run. Here are those of pytorch-ignite and, within an iteration, those of the reference, in their order; an
/// engine may be given others.
/// </summary>
/// <param name="Name">Its name, such as "epoch_completed"; case does not count.</param>
public sealed record EngineEvent(string Name)
{
    /// <summary>The run begins.</summary>
    public static EngineEvent Started { get; } = new("started");

    /// <summary>An epoch begins.</summary>
    public static EngineEvent EpochStarted { get; } = new("epoch_started");

    /// <summary>A batch is about to be fetched.</summary>
    public static EngineEvent GetBatchStarted { get; } = new("get_batch_started");

    /// <summary>The loader has no more batches and begins anew.</summary>
    public static EngineEvent DataloaderStopIteration { get; } = new("dataloader_stop_iteration");

    /// <summary>A batch was fetched.</summary>
    public static EngineEvent GetBatchCompleted { get; } = new("get_batch_completed");

    /// <summary>An iteration begins.</summary>
    public static EngineEvent IterationStarted { get; } = new("iteration_started");

    /// <summary>An iteration's inner loop begins.</summary>
    public static EngineEvent InnerIterationStarted { get; } = new("inner_iteration_started");

    /// <summary>The network gave its prediction.</summary>
    public static EngineEvent ForwardCompleted { get; } = new("forward_completed");

    /// <summary>The loss was computed.</summary>
    public static EngineEvent LossCompleted { get; } = new("loss_completed");

    /// <summary>The gradients were computed.</summary>
    public static EngineEvent BackwardCompleted { get; } = new("backward_completed");

    /// <summary>All that concerns the network was done; what follows is post-processing and scores.</summary>
    public static EngineEvent ModelCompleted { get; } = new("model_completed");

    /// <summary>An iteration's inner loop is done.</summary>
    public static EngineEvent InnerIterationCompleted { get; } = new("inner_iteration_completed");

    /// <summary>An iteration is done.</summary>
    public static EngineEvent IterationCompleted { get; } = new("iteration_completed");

    /// <summary>An epoch was ended before its time.</summary>
    public static EngineEvent TerminateSingleEpoch { get; } = new("terminate_single_epoch");

    /// <summary>An epoch is done.</summary>
    public static EngineEvent EpochCompleted { get; } = new("epoch_completed");

    /// <summary>The run was ended before its time; <see cref="Completed"/> follows.</summary>
    public static EngineEvent Terminate { get; } = new("terminate");

    /// <summary>The run is done.</summary>
    public static EngineEvent Completed { get; } = new("completed");

    /// <summary>The run failed or was cancelled.</summary>
    public static EngineEvent ExceptionRaised { get; } = new("exception_raised");

    /// <summary>Its name in small letters.</summary>
    public string Name { get; } = Name.ToLowerInvariant();

    /// <summary>The events that every engine has.</summary>
    internal static IReadOnlyList<EngineEvent> All { get; } =
    [
        Started, EpochStarted, GetBatchStarted, DataloaderStopIteration, GetBatchCompleted, IterationStarted, InnerIterationStarted, ForwardCompleted, LossCompleted,
        BackwardCompleted, ModelCompleted, InnerIterationCompleted, IterationCompleted, TerminateSingleEpoch, EpochCompleted, Terminate, Completed, ExceptionRaised,
    ];

    /// <summary>Each so many-th time.</summary>
    /// <param name="every">At least 1.</param>
    public EventFilter Every(int every) => new(this, Check.Positive(every));

    /// <summary>Only one time.</summary>
    /// <param name="once">Its number, from 1.</param>
    public EventFilter Once(int once) => new(this, Once: Check.Positive(once));

    /// <summary>Where a function says so.</summary>
    /// <param name="when">Of the engine and the number of the time, from 1.</param>
    public EventFilter When(Func<Engine, int, bool> when) => new(this, When: when);

    /// <summary>The event of a name.</summary>
    public static implicit operator EngineEvent(string name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
