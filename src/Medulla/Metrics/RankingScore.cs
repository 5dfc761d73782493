using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>How well predictions rank positives before negatives.</summary>
/// <param name="OfClasses">One score a class; of one class where all were taken together.</param>
/// <param name="Average">How they were put together.</param>
/// <param name="Number">The classes' scores put together; their mean where they were not to be.</param>
public sealed record RankingScore(IReadOnlyList<double> OfClasses, Average Average, double Number) : IReferenceForm
{
    /// <inheritdoc/>
    object IReferenceForm.ReferenceForm => Average == Average.None ? OfClasses : Number;

    /// <summary>Puts scores of classes together.</summary>
    /// <param name="metric">Who asks, as messages begin.</param>
    /// <param name="yPred">Predictions, [N] or [N, C].</param>
    /// <param name="y">Labels 0 and 1, likewise.</param>
    /// <param name="average">How.</param>
    /// <param name="score">Predictions and labels of one class to a score.</param>
    internal static RankingScore Of(string metric, Tensor yPred, Tensor y, Average average, Func<Ranking, double> score)
    {
        MetricInput.RequireNumbers(metric, yPred);
        using var scope = NewDisposeScope();
        var (predicted, labelled) = (Columns(metric, "y_pred", yPred), Columns(metric, "y", y));
        if (!predicted.shape.AsSpan().SequenceEqual(labelled.shape))
        {
            throw new ArgumentException($"{metric}: y_pred is {MetricInput.Text(yPred)} and y {MetricInput.Text(y)}; both must have the same shape, [N] or [N, C].");
        }
        if (predicted.shape[1] == 1 || average == Average.Micro)
        {
            var all = score(new(predicted.flatten(), labelled.flatten()));
            return new([all], average == Average.None ? Average.Macro : average, all);
        }
        Ranking[] classes = [.. predicted.unbind(1).Zip(labelled.unbind(1), (p, l) => new Ranking(p, l))];
        double[] scores = [.. classes.Select(score)];
        var weights = classes.Select(one => average == Average.Weighted ? one.Positives : 1).ToArray();
        return new(scores, average, scores.Zip(weights, (s, w) => s * w).Sum() / weights.Sum());
    }

    private static Tensor Columns(string metric, string name, Tensor values) => values.Dimensions switch
    {
        1 => values.unsqueeze(1),
        2 => values,
        _ => throw new ArgumentException($"{metric}: {name} is {MetricInput.Text(values)}; [N] or [N, C] is expected."),
    };
}
