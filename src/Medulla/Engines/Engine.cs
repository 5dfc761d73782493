using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>
/// Runs something on batch after batch, epoch after epoch, and calls handlers at each moment on the way; the events are those of
/// pytorch-ignite.
/// </summary>
public abstract class Engine
{
    private readonly Dictionary<EngineEvent, List<(EventFilter Filter, Action<Engine> Handler)>> handlers = [];
    private readonly Dictionary<EngineEvent, int> times = [];
    private bool isTerminated;

    /// <summary>Where the run stands.</summary>
    public required EngineState State { get; init; }

    /// <summary>What failed, while handlers of <see cref="EngineEvent.ExceptionRaised"/> are called.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Lines about the run.</summary>
    public EngineLog Logger { get; } = new();

    /// <summary>Calls a handler whenever an event comes; handlers are called in the order in which they were added.</summary>
    public void AddEventHandler(EventFilter eventName, Action<Engine> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!handlers.TryGetValue(eventName.Event, out var list))
        {
            handlers[eventName.Event] = list = [];
        }
        list.Add((eventName, handler));
    }

    /// <summary>Calls the handlers of an event.</summary>
    public void FireEvent(EngineEvent eventName)
    {
        var time = eventName switch
        {
            EngineEvent.EpochStarted or EngineEvent.EpochCompleted => State.Epoch,
            EngineEvent.Started or EngineEvent.Completed or EngineEvent.Terminate or EngineEvent.ExceptionRaised => Count(eventName),
            _ => State.Iteration,
        };
        foreach (var (filter, handler) in handlers.GetValueOrDefault(eventName) ?? [])
        {
            if (filter.Takes(this, time))
            {
                handler(this);
            }
        }
    }

    /// <summary>Ends the run after the current iteration.</summary>
    public void Terminate() => isTerminated = true;

    /// <summary>Runs all epochs that are left.</summary>
    /// <param name="batches">The batches of an epoch, by its number from 0. Each is disposed when the next one is there, if it can be.</param>
    /// <param name="cancel">Stops after the current iteration.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    protected void Run(Func<int, CancellationToken, IEnumerable<object?>> batches, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        isTerminated = false;
        try
        {
            FireEvent(EngineEvent.Started);
            while (State.Epoch < State.MaxEpochs && !isTerminated)
            {
                State.Epoch++;
                FireEvent(EngineEvent.EpochStarted);
                RunEpoch(batches(State.Epoch - 1, cancel), cancel);
            }
            FireEvent(isTerminated ? EngineEvent.Terminate : EngineEvent.Completed);
            if (isTerminated)
            {
                FireEvent(EngineEvent.Completed);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failure = e;
            FireEvent(EngineEvent.ExceptionRaised);
            throw;
        }
    }

    /// <summary>One iteration: computes <see cref="EngineState.Output"/>.</summary>
    /// <param name="batch">What the loader gave.</param>
    protected abstract void Iterate(object? batch);

    private void RunEpoch(IEnumerable<object?> batches, CancellationToken cancel)
    {
        // What the last iteration made stays until the epoch's handlers have seen it.
        DisposeScope? scope = null;
        object? current = null;
        var done = 0;
        try
        {
            FireEvent(EngineEvent.GetBatchStarted);
            foreach (var batch in batches)
            {
                Release();
                (scope, current, State.Batch, State.Output) = (NewDisposeScope(), batch, batch, null);
                FireEvent(EngineEvent.GetBatchCompleted);
                State.Iteration++;
                FireEvent(EngineEvent.IterationStarted);
                Iterate(batch);
                FireEvent(EngineEvent.IterationCompleted);
                cancel.ThrowIfCancellationRequested();
                if (isTerminated || ++done >= State.EpochLength)
                {
                    break;
                }
                FireEvent(EngineEvent.GetBatchStarted);
            }
            if (!isTerminated)
            {
                FireEvent(EngineEvent.EpochCompleted);
            }
        }
        finally
        {
            Release();
        }

        void Release()
        {
            (State.Batch, State.Output) = (null, null);
            scope?.Dispose();
            (current as IDisposable)?.Dispose();
            (scope, current) = (null, null);
        }
    }

    private int Count(EngineEvent eventName) => times[eventName] = times.GetValueOrDefault(eventName) + 1;
}
