using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>An engine over a loader: takes results apart sample by sample, post-processes them, scores them, and keeps the best score.</summary>
public abstract class Workflow : Engine
{
    private readonly IReadOnlyList<IEngineHandler?> handlers;
    private readonly Func<double, double, bool> isBetter;
    private readonly Func<object?, Device, bool, PreparedBatch>? prepareBatch;
    private readonly Func<Engine, object?, object?>? iterationUpdate;

    /// <summary>An engine over a loader. Derived classes call <see cref="Begin"/> at the end of their constructor.</summary>
    /// <param name="dataLoader">The batches.</param>
    /// <param name="prepareBatch">Takes a batch apart; <see cref="BatchPreparation.DefaultPrepareBatch"/> if null.</param>
    /// <param name="iterationUpdate">Does an iteration in place of this engine: given the engine and the batch, it returns the output.</param>
    /// <param name="postprocessing">What to do with each sample; finds the network's output under "pred".</param>
    /// <param name="keyMetric">The metric by which epochs are compared: the first of these.</param>
    /// <param name="additionalMetrics">Further metrics.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="handlers">Are attached in this order; null among them is left out.</param>
    /// <param name="eventNames">Further events, to be fired by handlers or an iteration of one's own.</param>
    /// <param name="eventToAttr">What numbers the times of these, "epoch" or "iteration"; the iteration if not said.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample.</param>
    protected Workflow(
        IBatchSource dataLoader, Func<object?, Device, bool, PreparedBatch>? prepareBatch = null, Func<Engine, object?, object?>? iterationUpdate = null,
        ITransform? postprocessing = null, IReadOnlyDictionary<string, IEngineMetric>? keyMetric = null, IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics = null,
        Func<double, double, bool>? metricCmpFn = null, IReadOnlyList<IEngineHandler?>? handlers = null, IReadOnlyList<string>? eventNames = null,
        IReadOnlyDictionary<string, string>? eventToAttr = null, bool decollate = true)
    {
        ArgumentNullException.ThrowIfNull(dataLoader);
        (DataLoader, this.prepareBatch, this.iterationUpdate, this.handlers) = (dataLoader, prepareBatch, iterationUpdate, handlers ?? []);
        isBetter = metricCmpFn ?? ((current, best) => current > best);
        RegisterEvents(eventNames ?? [], eventToAttr);
        if (decollate)
        {
            new Handlers.DecollateBatch().Attach(this);
        }
        if (postprocessing is not null)
        {
            new Handlers.PostProcessing(postprocessing).Attach(this);
        }
        KeyMetric = keyMetric?.Keys.FirstOrDefault();
        foreach (var (name, metric) in keyMetric is null ? [] : keyMetric.Concat(additionalMetrics ?? new Dictionary<string, IEngineMetric>()))
        {
            metric.Attach(this, name);
        }
        if (KeyMetric is not null)
        {
            AddEventHandler(EngineEvent.EpochCompleted, _ => Compare());
        }
    }

    /// <summary>The batches.</summary>
    public IBatchSource DataLoader { get; }

    /// <summary>Name of the metric by which epochs are compared; null if there is none.</summary>
    protected string? KeyMetric { get; }

    /// <summary>Attributes of the state by the reference's names.</summary>
    /// <param name="vars">Their names; what the state lacks is null.</param>
    public IReadOnlyDictionary<string, object?> GetStats(params IReadOnlyList<string> vars) => vars.ToDictionary(name => name, name => State[name]);

    /// <summary>Attaches the handlers, once there is a state that they can look at.</summary>
    /// <param name="amp">Whether half precision was asked for.</param>
    protected void Begin(bool amp)
    {
        if (amp && State.Device.type == TorchSharp.DeviceType.CUDA)
        {
            Logger.Warn("amp: there is no automatic half precision yet; this engine computes in float32.");
        }
        foreach (var handler in handlers)
        {
            handler?.Attach(this);
        }
    }

    /// <summary>Does this engine's own iteration, as it is done without an iteration of one's own; for one that adds something before or after.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>The iteration's output.</returns>
    public object? RunIteration(object? batch)
    {
        Process(batch);
        return State.Output;
    }

    /// <summary>What the network makes of a batch as it stands, in evaluation mode and without gradients.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>A tensor [B, ...], or several in a list or dictionary.</returns>
    /// <exception cref="NotSupportedException">The engine has not just one network.</exception>
    public virtual object Predict(object? batch)
        => throw new NotSupportedException($"{GetType().Name} cannot say what its network predicts; SupervisedTrainer and SupervisedEvaluator can.");

    /// <inheritdoc cref="Predict(object?)"/>
    private protected object Predict(nn.Module network, Inferer? inferer, object? batch)
    {
        var prepared = Prepare(batch);
        var call = NetworkCall.Of(network, prepared);
        var before = network.training;
        try
        {
            network.eval();
            using var gradients = no_grad();
            return (inferer is null ? call(prepared.Inputs) : inferer.Run(prepared.Inputs, call)).ReferenceForm;
        }
        finally
        {
            network.train(before);
        }
    }

    /// <summary>What a batch gives the network.</summary>
    protected PreparedBatch Prepare(object? batch)
        => prepareBatch is null ? BatchPreparation.DefaultPrepareBatch(batch, State.Device) : prepareBatch(Bare(batch), State.Device, false);

    /// <summary>Runs the epochs that are left; where all are done, begins anew.</summary>
    /// <param name="cancel">Stops before the next iteration.</param>
    protected void RunLoader(CancellationToken cancel)
    {
        if (State.EpochLength == 0 && DataLoader.BatchCount == 0)
        {
            Logger.Warn("the loader is empty; there is nothing to run.");
            return;
        }
        State.EpochLength = State.EpochLength > 0 ? State.EpochLength : DataLoader.BatchCount ?? 0;
        if (State.Epoch >= State.MaxEpochs)
        {
            (State.Epoch, State.Iteration) = (0, 0);
        }
        Run(DataLoader, cancel);
    }

    /// <inheritdoc/>
    protected sealed override void Iterate(object? batch)
    {
        if (iterationUpdate is null)
        {
            Process(batch);
        }
        else
        {
            State.Output = iterationUpdate(this, Bare(batch));
        }
    }

    /// <summary>One iteration: computes <see cref="EngineState.Output"/> and fires the events within.</summary>
    /// <param name="batch">What the loader gave.</param>
    protected abstract void Process(object? batch);

    /// <summary>What the iteration made, in the reference's words.</summary>
    private protected static Dictionary<string, object?> OutputOf(PreparedBatch batch)
        => new() { [BatchPreparation.Image] = batch.Inputs, [BatchPreparation.Label] = batch.Targets };

    /// <summary>A batch of items without names is the tensor itself.</summary>
    private static object? Bare(object? batch) => batch is Batch { IsNameless: true } nameless ? nameless[Sample.NamelessKey] : batch;

    private void Compare()
    {
        if (State.Metrics.GetValueOrDefault(KeyMetric!) is not double current)
        {
            Logger.Warn($"the key metric '{KeyMetric}' is not one number; epochs are not compared. Reduce it by mean.");
            return;
        }
        if (State.BestMetricEpoch == -1 || isBetter(current, State.BestMetric))
        {
            Logger.Info($"new best {KeyMetric}: {current:G6}");
            (State.BestMetric, State.BestMetricEpoch) = (current, State.Epoch);
        }
    }
}
