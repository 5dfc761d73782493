using Medulla.Data;

namespace Medulla.Engines;

/// <summary>
/// Runs something on batch after batch, epoch after epoch, and calls handlers at each moment on the way; the events and their order are
/// those of pytorch-ignite. What fails is thrown once handlers have been told, always. The tensors of an iteration are freed when the next
/// one begins; those of the last batch and output live until the next run, or until the engine is disposed.
/// </summary>
public abstract class Engine : IDisposable
{
    private readonly Dictionary<EngineEvent, List<Registration>> handlers = EngineEvent.All.ToDictionary(one => one, _ => new List<Registration>());
    private readonly Dictionary<EngineEvent, string> counters = [];
    private readonly Dictionary<EngineEvent, int> times = [];
    private readonly Iteration iteration = new();
    private bool isTerminated;
    private bool isEpochTerminated;

    /// <summary>Where the run stands.</summary>
    public EngineState State { get; protected init; } = new();

    /// <summary>What failed, while handlers of <see cref="EngineEvent.ExceptionRaised"/> are called.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Lines about the run.</summary>
    public EngineLog Logger { get; } = new();

    /// <summary>Makes events known beyond those that every engine has.</summary>
    /// <param name="eventNames">The events.</param>
    /// <param name="eventToAttr">What numbers the times of an event: "epoch" or "iteration" by its name; the iteration if it is not there.</param>
    /// <exception cref="ArgumentException">Something else is to number them.</exception>
    public void RegisterEvents(IReadOnlyList<string> eventNames, IReadOnlyDictionary<string, string>? eventToAttr = null)
    {
        ArgumentNullException.ThrowIfNull(eventNames);
        foreach (var name in eventNames)
        {
            handlers.TryAdd(name, []);
            if (eventToAttr?.TryGetValue(name, out var counter) == true)
            {
                counters[name] = counter is "epoch" or "iteration" ? counter
                    : throw new ArgumentException($"the times of '{name}' cannot be numbered by '{counter}'; epoch and iteration number them.", nameof(eventToAttr));
            }
        }
    }

    /// <summary>Calls a handler whenever an event comes; handlers are called in the order in which they were added.</summary>
    /// <param name="eventName">The event, perhaps only some times of it.</param>
    /// <param name="handler">Is given the engine.</param>
    /// <exception cref="ArgumentException">The engine has no such event.</exception>
    public void AddEventHandler(EventFilter eventName, Action<Engine> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handlers(eventName.Event).Add(new(eventName, handler, handler));
    }

    /// <inheritdoc cref="AddEventHandler(EventFilter, Action{Engine})"/>
    public void AddEventHandler(EventFilter eventName, IEngineAction handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handlers(eventName.Event).Add(new(eventName, handler, handler.Call));
    }

    /// <summary>Whether a handler is called at an event.</summary>
    /// <param name="handler">As it was added.</param>
    /// <param name="eventName">The event; any if null.</param>
    public bool HasEventHandler(object handler, EngineEvent? eventName = null)
        => (eventName is null ? handlers.Values.SelectMany(list => list) : Handlers(eventName)).Any(one => one.Given.Equals(handler));

    /// <summary>Calls a handler no more.</summary>
    /// <param name="handler">As it was added.</param>
    /// <param name="eventName">The event.</param>
    /// <exception cref="ArgumentException">It is not called there.</exception>
    public void RemoveEventHandler(object handler, EngineEvent eventName)
    {
        if (Handlers(eventName).RemoveAll(one => one.Given.Equals(handler)) == 0)
        {
            throw new ArgumentException($"the handler is not called at {eventName}.", nameof(handler));
        }
    }

    /// <summary>Calls the handlers of an event.</summary>
    /// <exception cref="ArgumentException">The engine has no such event.</exception>
    public void FireEvent(EngineEvent eventName)
    {
        var list = Handlers(eventName);
        var time = TimeOf(eventName);
        foreach (var (filter, _, call) in list.ToArray())
        {
            if (filter.Takes(this, time))
            {
                call(this);
            }
        }
    }

    /// <summary>Ends the run after the current event.</summary>
    public void Terminate() => isTerminated = true;

    /// <summary>Ends the epoch after the current event; the next one begins with a new pass through the data.</summary>
    public void TerminateEpoch() => isEpochTerminated = true;

    /// <summary>Frees the last batch and output.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs all epochs that are left, from the iteration on at which the state stands.</summary>
    /// <param name="data">The batches; where an epoch is not a pass through them, the next pass follows within it, or the next epoch goes on with the rest.</param>
    /// <param name="cancel">Stops before the next iteration.</param>
    /// <exception cref="InvalidOperationException">The data has no batches.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    protected void Run(IBatchSource data, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        iteration.Forget();
        (isTerminated, Failure) = (false, null);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var cursor = new BatchCursor(data, cancel);
        try
        {
            Fire(EngineEvent.Started);
            while (!IsDone && !isTerminated)
            {
                State.Epoch++;
                isEpochTerminated = false;
                if (Fire(EngineEvent.EpochStarted) && RunEpoch(cursor, cancel))
                {
                    Fire(EngineEvent.EpochCompleted);
                }
            }
            if (isTerminated)
            {
                Fire(EngineEvent.Terminate);
            }
            Fire(EngineEvent.Completed);
        }
        catch (Exception e)
        {
            Failure = e;
            Fire(EngineEvent.ExceptionRaised);
            throw;
        }
        finally
        {
            iteration.Keep(State);
        }
    }

    /// <summary>One iteration: computes <see cref="EngineState.Output"/>.</summary>
    /// <param name="batch">What the loader gave.</param>
    protected abstract void Iterate(object? batch);

    /// <summary>Frees what the engine holds.</summary>
    /// <param name="disposing">Whether it is disposed; it has no finalizer.</param>
    protected virtual void Dispose(bool disposing) => iteration.Forget();

    /// <summary>Keeps what an iteration made outside its dispose scope until the next one begins.</summary>
    internal void Hold(IDisposable made) => iteration.Hold(made);

    private bool IsDone => State.Epoch >= State.MaxEpochs || (State.EpochLength > 0 && State.Iteration >= (long)State.EpochLength * State.MaxEpochs);

    /// <summary>Runs an epoch, or what is left of it; false if the run is to end.</summary>
    private bool RunEpoch(BatchCursor cursor, CancellationToken cancel)
    {
        // A run that is gone on with may begin within an epoch.
        var done = cursor.Begin(State.Iteration, State.EpochLength) && State.EpochLength > 0 ? State.Iteration % State.EpochLength : 0;
        while (done == 0 || done != State.EpochLength)
        {
            cancel.ThrowIfCancellationRequested();
            (State.Batch, State.Output) = (null, null);
            iteration.Open();
            if (!Fire(EngineEvent.GetBatchStarted) || !Fetch(cursor, done) || !RunIteration())
            {
                break;
            }
            done++;
        }
        if (isEpochTerminated && !isTerminated)
        {
            Fire(EngineEvent.TerminateSingleEpoch);
            cursor.Restart();
        }
        return !isTerminated;
    }

    /// <summary>Fetches a batch; false where the epoch ends before it.</summary>
    private bool Fetch(BatchCursor cursor, int done)
    {
        if (!cursor.MoveNext())
        {
            if (State.EpochLength == 0 && done > 0)
            {
                // How many batches there are is known only now.
                State.EpochLength = done;
                return false;
            }
            if (!Fire(EngineEvent.DataloaderStopIteration))
            {
                return false;
            }
            cursor.Restart();
            if (!cursor.MoveNext())
            {
                throw new InvalidOperationException($"{GetType().Name}: the loader gives no batches, after {done} of {State.EpochLength} iterations of the epoch.");
            }
        }
        State.Batch = iteration.Take(cursor);
        return Fire(EngineEvent.GetBatchCompleted);
    }

    /// <summary>Runs an iteration; false where the epoch is to end.</summary>
    private bool RunIteration()
    {
        State.Iteration++;
        if (!Fire(EngineEvent.IterationStarted))
        {
            return false;
        }
        Iterate(State.Batch);
        return Fire(EngineEvent.IterationCompleted);
    }

    /// <summary>Calls the handlers of an event; false where epoch or run are to end.</summary>
    private bool Fire(EngineEvent what)
    {
        FireEvent(what);
        return !isTerminated && !isEpochTerminated;
    }

    /// <summary>The number that filters of an event look at.</summary>
    private int TimeOf(EngineEvent what)
        => what == EngineEvent.EpochStarted || what == EngineEvent.EpochCompleted || counters.GetValueOrDefault(what) == "epoch" ? State.Epoch
            : what == EngineEvent.Started || what == EngineEvent.Completed || what == EngineEvent.Terminate || what == EngineEvent.ExceptionRaised
                ? times[what] = times.GetValueOrDefault(what) + 1
            : State.Iteration;

    private List<Registration> Handlers(EngineEvent what)
        => handlers.TryGetValue(what, out var list) ? list
            : throw new ArgumentException($"{GetType().Name} has no event '{what}'; it has {string.Join(", ", handlers.Keys)}. Register others first (event_names).");

    private sealed record Registration(EventFilter Filter, object Given, Action<Engine> Call);
}
