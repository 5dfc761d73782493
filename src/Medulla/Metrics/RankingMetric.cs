using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A metric of how well predictions rank positives before negatives. It keeps predictions and labels, and scores them all in the end.</summary>
/// <param name="average">How scores of several classes become one where that is not said later.</param>
public abstract class RankingMetric(Average average) : ICumulativeMetric, IDisposable
{
    private readonly ScoreBuffer predictions = new();
    private readonly ScoreBuffer labels = new();

    /// <summary>Number of images kept since the last <see cref="Reset"/>.</summary>
    public int Count => predictions.Count;

    /// <summary>Keeps a batch.</summary>
    /// <param name="yPred">Predictions, [B, C] or [B]: the larger, the surer.</param>
    /// <param name="y">Labels 0 and 1, likewise.</param>
    /// <returns>Both, as they were given.</returns>
    /// <exception cref="ArgumentException">There are not as many labels as predictions, or predictions are NaN.</exception>
    public IReadOnlyList<Tensor> Call(Tensor yPred, Tensor y)
    {
        Extend(yPred, y);
        return [yPred.detach(), y.detach()];
    }

    /// <summary>Keeps images one by one.</summary>
    /// <param name="yPred">Predictions, each [C] or a single number.</param>
    /// <param name="y">Labels 0 and 1, as many.</param>
    /// <returns>All of them, [images, C] or [images].</returns>
    /// <exception cref="ArgumentException">There are none, or not as many labels as predictions, or predictions are NaN.</exception>
    public IReadOnlyList<Tensor> Call(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y)
    {
        if (yPred.Count != y.Count || y.Count == 0)
        {
            throw new ArgumentException($"{GetType().Name}: {yPred.Count} predictions and {y.Count} labels; as many of both are expected, and at least one.");
        }
        using var scope = NewDisposeScope();
        Tensor[] both = [stack(yPred), stack(y)];
        Extend(both[0], both[1]);
        return [.. both.Select(one => one.detach().MoveToOuterDisposeScope())];
    }

    void ICumulativeMetric.Add(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y)
    {
        using var scope = NewDisposeScope();
        Call(yPred, y);
    }

    object? ICumulativeMetric.Conclude() => ((IReferenceForm)Aggregate()).ReferenceForm;

    /// <summary>The predictions kept.</summary>
    Tensor? ICumulativeMetric.GetBuffer() => predictions.All();

    /// <summary>Keeps a batch.</summary>
    /// <inheritdoc cref="Call(Tensor, Tensor)"/>
    public void Extend(Tensor yPred, Tensor y)
    {
        if (yPred.Dimensions is 0 or > 2 || y.Dimensions is 0 or > 2 || yPred.shape[0] != y.shape[0])
        {
            throw new ArgumentException($"{GetType().Name}: y_pred is {MetricInput.Text(yPred)} and y {MetricInput.Text(y)}; both must be [B] or [B, C], of the same batch.");
        }
        MetricInput.RequireNumbers(GetType().Name, yPred);
        predictions.Extend(yPred);
        labels.Extend(y);
    }

    /// <summary>Keeps one image.</summary>
    /// <param name="yPred">Predictions, [C] or a single number.</param>
    /// <param name="y">Labels 0 and 1, likewise.</param>
    public void Append(Tensor yPred, Tensor y)
    {
        using var scope = NewDisposeScope();
        Extend(yPred.unsqueeze(0), y.unsqueeze(0));
    }

    /// <summary>All predictions and all labels kept; null if there are none.</summary>
    public IReadOnlyList<Tensor>? GetBuffer() => predictions.All() is { } all ? [all, labels.All()!] : null;

    /// <summary>Scores all that was kept.</summary>
    /// <param name="average">How scores of several classes become one; as in the constructor if null.</param>
    /// <exception cref="InvalidOperationException">Nothing was kept.</exception>
    public RankingScore Aggregate(Average? average = null)
    {
        using var scope = NewDisposeScope();
        var both = GetBuffer() ?? throw new InvalidOperationException($"{GetType().Name}: there are no predictions to score; call it on some first.");
        return Score(both[0], both[1], average ?? Mode);
    }

    /// <summary>Forgets all that was kept.</summary>
    public void Reset()
    {
        predictions.Reset();
        labels.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        GC.SuppressFinalize(this);
    }

    /// <summary>Scores predictions.</summary>
    /// <param name="yPred">Predictions, [N] or [N, C].</param>
    /// <param name="y">Labels 0 and 1, likewise.</param>
    /// <param name="average">How scores of several classes become one.</param>
    protected abstract RankingScore Score(Tensor yPred, Tensor y, Average average);

    private Average Mode { get; } = average;
}
