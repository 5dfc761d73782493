using Medulla.Data;
using Medulla.Imaging;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>
/// Takes batch and output apart sample by sample. What was made of a sample lies where its image does and has its history, so that
/// inverting the pipeline can undo it; labels have their own.
/// </summary>
/// <param name="eventName">When: <see cref="EngineEvent.ModelCompleted"/> if null, or <see cref="EngineEvent.IterationCompleted"/>.</param>
/// <param name="detach">Whether tensors are cut off from the graph of gradients, and those of one element become numbers.</param>
/// <param name="decollateBatch">Whether the batch is taken apart.</param>
/// <param name="batchKeys">Which keys of it, others are dropped; all if null.</param>
/// <param name="decollateOutput">Whether the output is taken apart.</param>
/// <param name="outputKeys">Which keys of it, others are dropped; all if null.</param>
/// <param name="allowMissingKeys">Whether keys that are not there are passed over.</param>
/// <exception cref="ArgumentException">It is another event.</exception>
public sealed class DecollateBatch(
    [ReferenceName("event")] EngineEvent? eventName = null, bool detach = true, bool decollateBatch = true, Values<string>? batchKeys = null,
    bool decollateOutput = true, Values<string>? outputKeys = null, bool allowMissingKeys = false) : IEngineHandler, IEngineAction
{
    private readonly EngineEvent moment = PostProcessing.Checked(nameof(DecollateBatch), eventName);

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(moment, this);
    }

    /// <inheritdoc/>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var source = engine.State.Batch as Batch;
        if (decollateOutput && engine.State.Output is System.Collections.IDictionary or Sample or System.Collections.IList)
        {
            var whole = Selected(engine.State.Output, outputKeys);
            var parts = Collation.DecollateBatch(whole, detach);
            engine.State.Output = source is not null && parts is List<object?> rows ? rows.Select((row, i) => Placed(WithArrays(row, whole, i), source, i)).ToList() : parts;
        }
        if (decollateBatch && source is not null)
        {
            engine.State.Batch = source.Samples.Select(sample => (object?)(batchKeys is null ? sample : Select(sample, batchKeys))).ToList();
        }
        else if (decollateBatch && engine.State.Batch is System.Collections.IDictionary or Sample or System.Collections.IList)
        {
            engine.State.Batch = Collation.DecollateBatch(Selected(engine.State.Batch, batchKeys), detach);
        }
    }

    private object? Selected(object? value, Values<string>? keys)
        => value is Sample sample ? keys is null ? sample : Select(sample, keys)
            : value is Dictionary<string, object?> map ? Selected(new Sample(map), keys) : value;

    private Sample Select(Sample sample, Values<string> keys) => new SelectItems(keys, allowMissingKeys).Apply(sample);

    /// <summary>Numbers of which each sample has one stay arrays, for transforms to work on, such as class numbers that become one-hot.</summary>
    private static object? WithArrays(object? row, object? whole, int index)
        => row is not Sample sample || whole is not Sample batch ? row
            : batch.Where(pair => pair.Value is Tensor { Dimensions: 1 } several && index < several.shape[0])
                .Aggregate(sample, (made, pair) => made.With(pair.Key, ((Tensor)pair.Value!).detach()[index]));

    /// <summary>What was made of a sample, at its place.</summary>
    private static object? Placed(object? row, Batch source, int index)
        => row is not Sample sample || index >= source.Count ? row
            : new Sample(sample.Select(pair => KeyValuePair.Create(pair.Key, Placed(pair.Value, pair.Key, source, source.Samples[index]))));

    private static object? Placed(object? value, string key, Batch source, Sample sample) => value switch
    {
        Tensor { Dimensions: > 0 } part => Image(part, key, source, sample),
        List<object?> several => several.Select(one => Placed(one, key, source, sample)).ToList(),
        System.Collections.IDictionary named => named.Keys.Cast<object>().ToDictionary(name => $"{name}", name => Placed(named[name], key, source, sample)),
        _ => value,
    };

    private static object Image(Tensor part, string key, Batch source, Sample sample)
    {
        var (at, like) = sample.GetValueOrDefault(key) is MetaTensor own ? (key, own)
            : (BatchPreparation.Image, sample.GetValueOrDefault(BatchPreparation.Image) as MetaTensor);
        if (like is null)
        {
            return part;
        }
        // Without the padding of the batch.
        var isPadded = part.Dimensions == like.Data.Dimensions && part.shape.AsSpan(1).SequenceEqual(source[at].shape.AsSpan(2));
        var voxels = isPadded ? like.SpatialShape.Select((n, axis) => (n, axis)).Aggregate(part, (current, one) => current.narrow(one.axis + 1, 0, one.n)) : part;
        return like.WithData(voxels.cpu());
    }
}
