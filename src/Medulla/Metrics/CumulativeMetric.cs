using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A metric that keeps its scores and puts them together at the end, such as over all cases of a validation.</summary>
/// <param name="reduction">How <see cref="Aggregate"/> puts them together where it is not told.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
public abstract class CumulativeMetric(MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : Metric, IDisposable
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
    /// <param name="data">[B, C]; NaN where there was nothing to score.</param>
    public void Extend(Tensor data) => scores.Extend(data);

    /// <summary>Keeps scores of one image that were computed elsewhere.</summary>
    /// <param name="data">[C]; NaN where there was nothing to score.</param>
    public void Append(Tensor data) => scores.Append(data);

    /// <summary>All scores kept, [images, C]; null if there are none.</summary>
    public Tensor? GetBuffer() => scores.All();

    /// <summary>Puts the scores kept together.</summary>
    /// <param name="reduction">How; as in the constructor if null.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public MetricResult Aggregate(MetricReduction? reduction = null)
    {
        using var all = GetBuffer() ?? throw new InvalidOperationException($"{GetType().Name}: there are no scores to aggregate; call it on a prediction first.");
        var (value, counts) = MetricReductions.Reduce(all, reduction ?? Reduction);
        return Present(new(value, counts, getNotNans));
    }

    /// <summary>The mean over classes and images of the scores kept.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public double Mean()
    {
        using var scope = NewDisposeScope();
        return Aggregate(MetricReduction.Mean).Number;
    }

    /// <summary>Forgets all scores.</summary>
    public void Reset() => scores.Reset();

    /// <inheritdoc/>
    public void Dispose()
    {
        scores.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The last word on a result, such as class names.</summary>
    protected virtual MetricResult Present(MetricResult result) => result;

    /// <summary>Keeps scores and passes them on.</summary>
    private protected Tensor Keep(Tensor batch)
    {
        scores.Extend(batch);
        return batch;
    }
}
