using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>
/// Part of the predictions that are right: of scores [C, ...] the largest decides, and labels are class numbers [...]; predictions of the
/// labels' own shape are 0 or 1, and each number counts, or with <paramref name="isMultilabel"/> all of [C] together.
/// </summary>
/// <param name="outputTransform">From the engine's output to predictions and labels.</param>
/// <param name="isMultilabel">Whether a sample is right if all its numbers are.</param>
[ReferenceName("Accuracy")]
public sealed class AccuracyHandler(Func<object?, object?>? outputTransform = null, bool isMultilabel = false) : EngineMetric(outputTransform)
{
    private long right;
    private long all;

    /// <inheritdoc/>
    protected override void Reset() => (right, all) = (0, 0);

    /// <inheritdoc/>
    protected override void Update(object? output)
    {
        using var scope = NewDisposeScope();
        var (predictions, labels) = EngineOutput.Pair(output);
        if (predictions.Count != labels.Count)
        {
            throw new ArgumentException($"Accuracy: {predictions.Count} predictions and {labels.Count} labels; as many of both are expected.");
        }
        foreach (var (prediction, label) in predictions.Zip(labels))
        {
            var agree = Agree(prediction, label);
            right += agree.sum().item<long>();
            all += agree.numel();
        }
    }

    /// <inheritdoc/>
    protected override object? Compute(Engine engine, string name)
        => all > 0 ? (double)right / all : throw new InvalidOperationException("Accuracy: there was nothing to score.");

    private Tensor Agree(Tensor prediction, Tensor label)
    {
        if (isMultilabel || prediction.shape.AsSpan().SequenceEqual(label.shape))
        {
            RequireBinary(prediction);
            var agree = prediction.to_type(ScalarType.Int64).eq(label.to_type(ScalarType.Int64));
            return isMultilabel ? agree.all(0) : agree;
        }
        var classes = prediction.argmax(0);
        return classes.numel() == label.numel() ? classes.reshape(label.shape).eq(label.to_type(ScalarType.Int64))
            : throw new ArgumentException($"Accuracy: a prediction is [{string.Join(", ", prediction.shape)}], its label [{string.Join(", ", label.shape)}]; scores [C, ...] and class numbers [...] are expected.");
    }

    private static void RequireBinary(Tensor prediction)
    {
        if (!(prediction.eq(0) | prediction.eq(1)).all().item<bool>())
        {
            throw new ArgumentException("Accuracy: predictions of the labels' shape must be 0 or 1; round or threshold them first (AsDiscrete).");
        }
    }
}
