using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>How the scores [B, C] of items and classes become fewer.</summary>
public enum MetricReduction
{
    /// <summary>They stay.</summary>
    None,

    /// <summary>The mean over classes, then over items.</summary>
    Mean,

    /// <summary>The sum over all.</summary>
    Sum,

    /// <summary>The mean over items, for each class.</summary>
    MeanBatch,

    /// <summary>The sum over items, for each class.</summary>
    SumBatch,

    /// <summary>The mean over classes, for each item.</summary>
    MeanChannel,

    /// <summary>The sum over classes, for each item.</summary>
    SumChannel,
}

/// <summary>Reduces scores; NaN means that there is nothing to score and does not count.</summary>
public static class MetricReductions
{
    /// <summary>The reduced scores, and how many scores counted.</summary>
    /// <param name="f">[B, C].</param>
    /// <param name="reduction">How.</param>
    /// <returns>Scores and counts; 0 where nothing counted.</returns>
    [Imaging.ReferenceName("do_metric_reduction")]
    public static (Tensor F, Tensor NotNans) Reduce(Tensor f, MetricReduction reduction = MetricReduction.Mean)
    {
        using var scope = NewDisposeScope();
        var counted = f.isnan().logical_not().to_type(ScalarType.Float32);
        var scores = f.nan_to_num(0, double.PositiveInfinity, double.NegativeInfinity).to_type(ScalarType.Float32);
        (Tensor, Tensor) Over(long[] axes, bool mean)
        {
            var count = counted.sum(axes);
            return (mean ? MeanWhere(scores.sum(axes), count) : scores.sum(axes), count);
        }
        var (reduced, counts) = reduction switch
        {
            MetricReduction.None => (f.alias(), counted),
            MetricReduction.Mean => Twice(),
            MetricReduction.Sum => Over([0, 1], mean: false),
            MetricReduction.MeanBatch => Over([0], mean: true),
            MetricReduction.SumBatch => Over([0], mean: false),
            MetricReduction.MeanChannel => Over([1], mean: true),
            _ => Over([1], mean: false),
        };
        return (reduced.MoveToOuterDisposeScope(), counts.MoveToOuterDisposeScope());

        (Tensor, Tensor) Twice()
        {
            var (byItem, count) = Over([1], mean: true);
            var items = count.gt(0).to_type(ScalarType.Float32).sum([0]);
            // One score, not none: the reference gives the mean an axis of length 1.
            return (MeanWhere(byItem.sum([0]), items).reshape(1), items);
        }
    }

    private static Tensor MeanWhere(Tensor sum, Tensor count) => where(count.gt(0), sum / count.clamp(min: 1), zeros_like(sum));
}
