using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A metric that keeps its scores and puts them together at the end, such as over all cases of a validation.</summary>
/// <typeparam name="TResult">What the scores become in the end.</typeparam>
/// <param name="reduction">How <see cref="Aggregate"/> puts them together where it is not told.</param>
public abstract class CumulativeMetric<TResult>(MetricReduction reduction) : Metric, ICumulativeMetric, IDisposable
{
    private readonly ScoreBuffer scores = new();

    /// <summary>How scores are put together.</summary>
    public MetricReduction Reduction => reduction;

    /// <summary>Number of images scored since the last <see cref="Reset"/>.</summary>
    public int Count => scores.Count;

    /// <summary>Scores a batch and keeps the scores.</summary>
    /// <inheritdoc cref="Metric.Score(Tensor, Tensor)"/>
    public Tensor Call(Tensor yPred, Tensor y) => Keep(Score(yPred, y));

    /// <summary>Scores images of different sizes and keeps the scores.</summary>
    /// <inheritdoc cref="Metric.Score(IReadOnlyList{Tensor}, IReadOnlyList{Tensor})"/>
    public Tensor Call(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y) => Keep(Score(yPred, y));

    /// <summary>Keeps scores of a batch that were computed elsewhere.</summary>
    /// <param name="data">[B, C], or of the shape that the metric's own scores have; NaN where there was nothing to score.</param>
    public void Extend(Tensor data) => scores.Extend(data);

    /// <summary>Keeps scores of one image that were computed elsewhere.</summary>
    /// <param name="data">[C], or a row of the metric's own scores; NaN where there was nothing to score.</param>
    public void Append(Tensor data) => scores.Append(data);

    /// <summary>All scores kept, such as [images, C]; null if there are none.</summary>
    public Tensor? GetBuffer() => scores.All();

    /// <summary>Puts the scores kept together.</summary>
    /// <param name="reduction">How; as in the constructor if null.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public TResult Aggregate(MetricReduction? reduction = null)
    {
        using var all = GetBuffer();
        return all is null ? OfNothing() : Conclude(all, reduction ?? Reduction);
    }

    void ICumulativeMetric.Add(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y) => Call(yPred, y).Dispose();

    object? ICumulativeMetric.Conclude() => Aggregate() is IReferenceForm form ? form.ReferenceForm : null;

    /// <summary>Forgets all scores.</summary>
    public void Reset() => scores.Reset();

    /// <inheritdoc/>
    public void Dispose()
    {
        scores.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What all scores become.</summary>
    /// <param name="scores">All scores kept, [images, C] or [images, C, ...].</param>
    /// <param name="reduction">How to put them together.</param>
    protected abstract TResult Conclude(Tensor scores, MetricReduction reduction);

    /// <summary>What no scores become; an error unless a metric knows better.</summary>
    protected virtual TResult OfNothing()
        => throw new InvalidOperationException($"{GetType().Name}: there are no scores to aggregate; call it on a prediction first.");

    /// <summary>Keeps scores and passes them on.</summary>
    private protected Tensor Keep(Tensor batch)
    {
        scores.Extend(batch);
        return batch;
    }
}
