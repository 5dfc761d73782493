using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// A metric that scores each item and class and keeps the scores until they are asked for. NaN means that there is nothing to score.
/// </summary>
public abstract class CumulativeMetric : IDisposable
{
    private readonly List<Tensor> scores = [];

    /// <summary>Scores a batch and keeps the scores.</summary>
    /// <param name="yPred">Prediction, [B, C, spatial...].</param>
    /// <param name="y">Label, [B, C, spatial...] or [B, 1, spatial...].</param>
    /// <returns>Scores [B, C].</returns>
    public Tensor Call(Tensor yPred, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (yPred.Dimensions < 3)
        {
            throw new ArgumentException($"{GetType().Name}: y_pred is [{string.Join(", ", yPred.shape)}]; batch, channel and at least one spatial axis are expected.");
        }
        var result = Compute(yPred.detach(), y.detach());
        Append(result);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Scores items of different shapes, one after the other, and keeps the scores.</summary>
    /// <param name="yPred">Predictions, each [C, spatial...].</param>
    /// <param name="y">Labels, each [C, spatial...] or [1, spatial...].</param>
    /// <returns>Scores [B, C].</returns>
    public Tensor Call(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y) => CallEach(yPred, y, Call);

    /// <summary>Keeps scores that were made elsewhere.</summary>
    /// <param name="data">[B, C].</param>
    public void Append(Tensor data)
    {
        using var scope = NewDisposeScope();
        scores.Add(data.detach().cpu().clone().DetachFromDisposeScope());
    }

    /// <summary>All scores so far, [N, C].</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public Tensor GetBuffer()
        => scores.Count == 0 ? throw new InvalidOperationException($"{GetType().Name}: there are no scores yet; call it first.") : cat([.. scores], 0);

    /// <summary>Forgets all scores.</summary>
    public void Reset()
    {
        scores.ForEach(score => score.Dispose());
        scores.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        GC.SuppressFinalize(this);
    }

    /// <summary>Scores items one after the other, each as a batch of one.</summary>
    protected Tensor CallEach(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y, Func<Tensor, Tensor, Tensor> call)
    {
        if (yPred.Count != y.Count || yPred.Count == 0)
        {
            throw new ArgumentException($"{GetType().Name}: {yPred.Count} predictions and {y.Count} labels were given; one label for each prediction is expected.");
        }
        using var scope = NewDisposeScope();
        return cat([.. yPred.Zip(y, (p, l) => call(p.unsqueeze(0), l.unsqueeze(0)))], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Scores [B, C] of a batch.</summary>
    protected abstract Tensor Compute(Tensor prediction, Tensor target);

    /// <summary>All scores so far, reduced.</summary>
    protected (Tensor Scores, Tensor NotNans) Reduced(MetricReduction reduction)
    {
        using var all = GetBuffer();
        return MetricReductions.Reduce(all, reduction);
    }
}
