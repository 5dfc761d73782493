using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Scores made of true and false positives and negatives, such as sensitivity, specificity or the F1 score. Prediction and label are one-hot,
/// [B, C, spatial...], or [B, C] where whole images are classified.
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="metricName">Names of scores as the reference has them; see <see cref="ConfusionMatrix.Score"/>. The hit rate if null.</param>
/// <param name="computeSample">Whether each image is scored before scores are put together; else counts are put together and scored then. Classified images always are counted.</param>
/// <param name="reduction">How counts or scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <exception cref="ArgumentException">There is no score of such a name.</exception>
public sealed class ConfusionMatrixMetric(
    bool includeBackground = true, Values<string>? metricName = null, bool computeSample = false, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false)
    : CumulativeMetric<MetricResults>(reduction)
{
    private readonly Values<string> names = Checked(metricName ?? "hit_rate");
    private bool perImage = computeSample;

    /// <summary>Puts what was kept together.</summary>
    /// <param name="computeSample">Whether each image is scored before scores are put together, whatever the constructor says.</param>
    /// <param name="reduction">How; as in the constructor if null.</param>
    /// <exception cref="InvalidOperationException">Nothing was kept.</exception>
    public MetricResults Aggregate(bool computeSample, MetricReduction? reduction = null)
    {
        using var all = GetBuffer();
        return all is null ? OfNothing() : Results(all, reduction ?? Reduction, computeSample || perImage);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y)
    {
        var matrix = ConfusionMatrix.Of(yPred, y, includeBackground);
        // Of one label, most scores are 0 over 0.
        perImage &= yPred.Dimensions != 2 && (yPred.Dimensions != 3 || yPred.shape[2] != 1);
        return matrix;
    }

    /// <inheritdoc/>
    protected override MetricResults Conclude(Tensor scores, MetricReduction reduction) => Results(scores, reduction, perImage);

    private MetricResults Results(Tensor counts, MetricReduction reduction, bool scoreFirst)
        => new(names, [.. names.Select(name => scoreFirst ? ScoredFirst(name, counts, reduction) : ReducedFirst(name, counts, reduction))]);

    private MetricResult ScoredFirst(string name, Tensor counts, MetricReduction reduction)
    {
        using var scores = ConfusionMatrix.Score(name, counts);
        var (value, notNans) = MetricReductions.Reduce(scores, reduction);
        return new(value, notNans, getNotNans);
    }

    private MetricResult ReducedFirst(string name, Tensor counts, MetricReduction reduction)
    {
        var (reduced, notNans) = MetricReductions.Reduce(counts, reduction);
        using (reduced)
        {
            return new(ConfusionMatrix.Score(name, reduced), notNans, getNotNans);
        }
    }

    private static Values<string> Checked(Values<string> names)
    {
        names.ToList().ForEach(ConfusionMatrix.Require);
        return names;
    }
}
