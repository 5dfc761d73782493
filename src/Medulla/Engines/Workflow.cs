using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>An engine over a loader: takes results apart sample by sample, post-processes them, scores them, and keeps the best score.</summary>
public abstract class Workflow : Engine
{
    private readonly IReadOnlyList<IEngineHandler> handlers;
    private readonly Func<double, double, bool> isBetter;
    private readonly Func<object?, Device, bool, PreparedBatch>? prepareBatch;

    /// <summary>An engine over a loader.</summary>
    /// <param name="dataLoader">The batches.</param>
    /// <param name="prepareBatch">Takes a batch apart; <see cref="BatchPreparation.DefaultPrepareBatch"/> if null.</param>
    /// <param name="postprocessing">What to do with each sample; finds the network's output under "pred".</param>
    /// <param name="keyMetric">The metric by which epochs are compared.</param>
    /// <param name="additionalMetrics">Further metrics.</param>
    /// <param name="metricCmpFn">Whether its first argument is better than its second; larger is, if null.</param>
    /// <param name="handlers">Are attached in this order.</param>
    /// <param name="decollate">Whether batches are taken apart sample by sample.</param>
    /// <exception cref="ArgumentException">There are several key metrics.</exception>
    protected Workflow(
        DataLoader dataLoader, Func<object?, Device, bool, PreparedBatch>? prepareBatch, ITransform? postprocessing, IReadOnlyDictionary<string, IEngineMetric>? keyMetric,
        IReadOnlyDictionary<string, IEngineMetric>? additionalMetrics, Func<double, double, bool>? metricCmpFn, IReadOnlyList<IEngineHandler>? handlers, bool decollate)
    {
        ArgumentNullException.ThrowIfNull(dataLoader);
        (DataLoader, this.prepareBatch, isBetter) = (dataLoader, prepareBatch, metricCmpFn ?? ((current, best) => current > best));
        if (decollate)
        {
            AddEventHandler(EngineEvent.ModelCompleted, _ => TakeApart());
        }
        if (postprocessing is not null)
        {
            new Handlers.PostProcessing(postprocessing).Attach(this);
        }
        KeyMetric = keyMetric?.Keys.FirstOrDefault();
        foreach (var (name, metric) in (keyMetric ?? new Dictionary<string, IEngineMetric>()).Concat(additionalMetrics ?? new Dictionary<string, IEngineMetric>()))
        {
            metric.Attach(this, name);
        }
        if (KeyMetric is not null)
        {
            AddEventHandler(EngineEvent.EpochCompleted, _ => Compare());
        }
        this.handlers = handlers ?? [];
    }

    /// <summary>The batches.</summary>
    public DataLoader DataLoader { get; }

    private protected string? KeyMetric { get; }

    /// <summary>Attaches the handlers, once there is a state that they can look at.</summary>
    private protected void Begin(bool amp)
    {
        if (amp && State.Device.type == TorchSharp.DeviceType.CUDA)
        {
            Logger.Warn("amp: there is no automatic half precision yet; this engine computes in float32.");
        }
        foreach (var handler in handlers)
        {
            handler.Attach(this);
        }
    }

    /// <summary>What a batch gives the network.</summary>
    protected PreparedBatch Prepare(object? batch)
        => prepareBatch is null ? BatchPreparation.DefaultPrepareBatch(Bare(batch), State.Device) : prepareBatch(Bare(batch), State.Device, false);

    /// <summary>Runs the epochs.</summary>
    /// <param name="cancel">Stops after the current iteration.</param>
    protected void RunLoader(CancellationToken cancel)
    {
        State.EpochLength = State.EpochLength > 0 ? State.EpochLength : DataLoader.Count;
        if (State.EpochLength == 0)
        {
            Logger.Warn("the loader is empty; there is nothing to run.");
            return;
        }
        Run((epoch, stop) => DataLoader.Epoch(epoch, 0, stop), cancel);
    }

    /// <summary>What the iteration made, in the reference's words.</summary>
    private protected static Dictionary<string, object?> OutputOf(PreparedBatch batch, NetworkOutput? prediction)
        => new() { [BatchPreparation.Image] = batch.Inputs, [BatchPreparation.Label] = batch.Targets, ["pred"] = prediction?.ReferenceForm };

    /// <summary>A batch of items without names is the tensor itself.</summary>
    private static object? Bare(object? batch) => batch is Batch { IsNameless: true } nameless ? nameless[Sample.NamelessKey] : batch;

    private void TakeApart()
    {
        if (State.Batch is not Batch batch)
        {
            return;
        }
        if (State.Output is Dictionary<string, object?> output)
        {
            State.Output = batch.Samples.Select((_, i) => (object?)new Sample(output.Select(pair => KeyValuePair.Create(pair.Key, Part(pair.Value, batch, i))))).ToList();
        }
        State.Batch = batch.Samples.Cast<object?>().ToList();
    }

    /// <summary>
    /// One sample's part of a result. What has the axes of the sample's image lies where that does and has its history, so that
    /// inverting the pipeline can undo it.
    /// </summary>
    private static object? Part(object? value, Batch batch, int index) => value switch
    {
        Tensor { Dimensions: 0 } scalar => scalar.detach(),
        Tensor tensor when tensor.shape[0] == batch.Count => Placed(tensor[index].detach(), batch.Samples[index], batch.Has(BatchPreparation.Image) ? batch[BatchPreparation.Image].shape[2..] : null),
        IReadOnlyList<Tensor> several => several.Select(one => Part(one, batch, index)).ToList(),
        IReadOnlyDictionary<string, Tensor> named => named.ToDictionary(pair => pair.Key, pair => Part(pair.Value, batch, index)),
        _ => value,
    };

    private static object Placed(Tensor part, Sample sample, long[]? stacked)
    {
        var image = sample.TryGetValue(BatchPreparation.Image, out var found) ? found as MetaTensor : sample.Values.OfType<MetaTensor>().FirstOrDefault();
        if (image is null || part.Dimensions != image.Data.Dimensions)
        {
            return part;
        }
        // Without the padding of the batch.
        var voxels = stacked is null || !part.shape.AsSpan(1).SequenceEqual(stacked) ? part
            : image.SpatialShape.Select((n, axis) => (n, axis)).Aggregate(part, (current, one) => current.narrow(one.axis + 1, 0, one.n));
        return new MetaTensor(voxels.cpu(), image.Affine, image.Metadata).WithApplied(image.Applied);
    }

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
