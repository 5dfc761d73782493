using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Scores predictions against labels, without gradients; everything but the scores is freed.</summary>
public abstract class Metric
{
    /// <summary>Scores a batch.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <returns>Scores [B, C]; NaN where there is nothing to score.</returns>
    public Tensor Score(Tensor yPred, Tensor y) => Guarded(() => Compute(yPred, y));

    /// <summary>Scores images of different sizes.</summary>
    /// <param name="yPred">Predictions, each [C, spatial...].</param>
    /// <param name="y">Labels, as many.</param>
    /// <returns>Scores [B, C]; NaN where there is nothing to score.</returns>
    /// <exception cref="ArgumentException">There are none, or not as many labels as predictions.</exception>
    public Tensor Score(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y) => OneByOne(yPred, y, (prediction, label, _) => Compute(prediction, label));

    /// <summary>What the metric computes for a batch, written as the formula; nothing needs to be disposed.</summary>
    /// <param name="yPred">Predictions, [B, C, spatial...].</param>
    /// <param name="y">Labels, likewise.</param>
    /// <returns>Scores [B, C]; NaN where there is nothing to score.</returns>
    protected abstract Tensor Compute(Tensor yPred, Tensor y);

    /// <summary>Runs a computation without gradients, in a dispose scope of its own.</summary>
    private protected static Tensor Guarded(Func<Tensor> compute)
    {
        using var noGradient = no_grad();
        return Runtime.TensorMemory.Scoped(compute);
    }

    /// <summary>Scores images one by one, each as a batch of one, and puts the scores together.</summary>
    private protected Tensor OneByOne(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y, Func<Tensor, Tensor, int, Tensor> compute)
        => yPred.Count == y.Count && y.Count > 0
            ? Guarded(() => cat([.. yPred.Select((prediction, i) => Guarded(() => compute(prediction.unsqueeze(0), y[i].unsqueeze(0), i)))]))
            : throw new ArgumentException($"{GetType().Name}: {yPred.Count} predictions and {y.Count} labels; as many of both are expected, and at least one.");
}
