using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>The mean of something over all samples of an epoch.</summary>
/// <param name="outputTransform">From the engine's output to predictions and labels.</param>
public abstract class MeanHandler(Func<object?, object?>? outputTransform) : EngineMetric(outputTransform)
{
    private double sum;
    private long count;

    /// <inheritdoc/>
    protected override void Reset() => (sum, count) = (0, 0);

    /// <inheritdoc/>
    protected override void Update(object? output)
    {
        using var scope = NewDisposeScope();
        var (predictions, labels) = EngineOutput.Pair(output);
        if (predictions.Count != labels.Count)
        {
            throw new ArgumentException($"{GetType().Name}: {predictions.Count} predictions and {labels.Count} labels; as many of both are expected.");
        }
        foreach (var (prediction, label) in predictions.Zip(labels))
        {
            sum += Score(prediction, label);
            count++;
        }
    }

    /// <inheritdoc/>
    protected override object? Compute(Engine engine, string name)
        => count > 0 ? sum / count : throw new InvalidOperationException($"{GetType().Name}: there was nothing to score.");

    /// <summary>What is averaged.</summary>
    /// <param name="prediction">The prediction of a sample.</param>
    /// <param name="label">Its label.</param>
    protected abstract double Score(Tensor prediction, Tensor label);
}
