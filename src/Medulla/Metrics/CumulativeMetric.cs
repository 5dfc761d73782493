using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A metric of one score for each image and class, kept until they are reduced.</summary>
/// <param name="reduction">How scores are put together where that is not said later.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
public abstract class CumulativeMetric(MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false)
    : CumulativeMetric<MetricResult>(reduction)
{
    /// <summary>The mean over classes and images of the scores kept.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public double Mean()
    {
        using var scope = NewDisposeScope();
        return Aggregate(MetricReduction.Mean).Number;
    }

    /// <summary>Whether the reference's form of the result has the number of scores.</summary>
    private protected bool WithNotNans => getNotNans;

    /// <summary>The last word on a result, such as class names.</summary>
    protected virtual MetricResult Present(MetricResult result) => result;

    /// <inheritdoc/>
    protected override MetricResult Conclude(Tensor scores, MetricReduction reduction)
    {
        var (value, counts) = MetricReductions.Reduce(scores, reduction);
        return Present(new(value, counts, WithNotNans));
    }
}
