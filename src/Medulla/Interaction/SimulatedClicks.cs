using Medulla.Data;
using Medulla.Engines;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>
/// An iteration in which a network first predicts, is corrected by clicks as a user would make them, and predicts again, before the engine's own
/// iteration learns from the batch with all clicks, or scores it.
/// </summary>
/// <param name="transforms">Make clicks of a sample's "pred" and "label", and put them into its "image".</param>
/// <param name="maxInteractions">How many times clicks are made.</param>
/// <param name="train">Whether clicks become rarer from time to time; otherwise they are always made.</param>
/// <param name="probabilityKey">Key under which the transforms find how likely clicks are.</param>
public abstract class SimulatedClicks(ITransform transforms, int maxInteractions, bool train, string probabilityKey) : IIterationUpdate
{
    private readonly int maxInteractions = Check.Positive(maxInteractions);
    private Generators? generators;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The engine predicts nothing, or there is no batch.</exception>
    public object? Call(Engine engine, object? batchdata)
    {
        ArgumentNullException.ThrowIfNull(batchdata);
        return engine is Workflow workflow ? Call(workflow, batchdata)
            : throw new ArgumentException($"{GetType().Name} needs an engine with a network, such as SupervisedTrainer; this is {engine?.GetType().Name ?? "null"}.");
    }

    /// <summary>Does an iteration.</summary>
    private protected abstract object? Call(Workflow engine, object batch);

    /// <summary>The batch after all rounds of clicks.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="isDoneBeforeClicks">Whether an inner iteration is over before its clicks are made, or after.</param>
    private protected object Interact(Workflow engine, object batch, bool isDoneBeforeClicks)
    {
        generators ??= Generators.For(transforms, Determinism.Seed);
        for (var round = 0; round < maxInteractions; round++)
        {
            engine.FireEvent(EngineEvent.InnerIterationStarted);
            var predicted = Predicted(batch, engine.Predict(batch));
            if (isDoneBeforeClicks)
            {
                engine.FireEvent(EngineEvent.InnerIterationCompleted);
            }
            var probability = train ? 1 - (double)round / maxInteractions : 1;
            batch = Together(engine, predicted.Select(sample => Clicked(sample.With(probabilityKey, probability))));
            if (!isDoneBeforeClicks)
            {
                engine.FireEvent(EngineEvent.InnerIterationCompleted);
            }
        }
        return batch;
    }

    /// <summary>The samples of a batch.</summary>
    private protected static IReadOnlyList<Sample> Apart(object batch) => batch is Batch typed ? typed.Samples
        : Collation.DecollateBatch(batch) is List<object?> rows && rows.TrueForAll(row => row is Sample or System.Collections.IDictionary)
            ? [.. rows.Select(row => row as Sample ?? Sample.From((System.Collections.IDictionary)row!))]
            : throw new ArgumentException($"a batch of samples is expected, not {Sample.Describe(batch)}.");

    /// <summary>A batch of samples, which lives as long as the iteration's other tensors.</summary>
    private protected static Batch Together(Workflow engine, IEnumerable<Sample> samples)
    {
        var batch = new Batch([.. samples], padToLargest: true);
        engine.Hold(batch);
        return batch;
    }

    private Sample Clicked(Sample sample) => transforms.Run(sample, new(generators)) as Sample
        ?? throw new ArgumentException($"{GetType().Name}: the transforms must make one sample of one.");

    /// <summary>The samples with what the network made of each.</summary>
    private static IReadOnlyList<Sample> Predicted(object batch, object prediction)
    {
        if (batch is Batch typed && prediction is Tensor tensor && typed.Has(BatchPreparation.Image)
            && tensor.Dimensions == typed[BatchPreparation.Image].Dimensions && tensor.shape.AsSpan(2).SequenceEqual(typed[BatchPreparation.Image].shape.AsSpan(2)))
        {
            return typed.With(BatchPreparation.Prediction, tensor, BatchPreparation.Image);
        }
        var rows = (List<object?>)Collation.DecollateBatch(prediction)!;
        return [.. Apart(batch).Select((sample, i) => sample.With(BatchPreparation.Prediction, rows[i]))];
    }
}
