namespace Medulla.Engines;

/// <summary>Moments in an engine's run, in their order: those of pytorch-ignite, and within an iteration those of the reference.</summary>
public enum EngineEvent
{
    /// <summary>The run begins.</summary>
    Started,

    /// <summary>An epoch begins.</summary>
    EpochStarted,

    /// <summary>A batch is about to be fetched.</summary>
    GetBatchStarted,

    /// <summary>A batch was fetched.</summary>
    GetBatchCompleted,

    /// <summary>An iteration begins.</summary>
    IterationStarted,

    /// <summary>An iteration's inner loop begins.</summary>
    InnerIterationStarted,

    /// <summary>The network gave its prediction.</summary>
    ForwardCompleted,

    /// <summary>The loss was computed.</summary>
    LossCompleted,

    /// <summary>The gradients were computed.</summary>
    BackwardCompleted,

    /// <summary>All that concerns the network was done; what follows is post-processing and scores.</summary>
    ModelCompleted,

    /// <summary>An iteration's inner loop is done.</summary>
    InnerIterationCompleted,

    /// <summary>An iteration is done.</summary>
    IterationCompleted,

    /// <summary>An epoch is done.</summary>
    EpochCompleted,

    /// <summary>The run is done.</summary>
    Completed,

    /// <summary>The run was ended before its time.</summary>
    Terminate,

    /// <summary>The run failed.</summary>
    ExceptionRaised,
}
