using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Puts scores together.</summary>
public static class MetricReductions
{
    /// <summary>Reduces scores, leaving out those that are NaN; where all are, the result is 0.</summary>
    /// <param name="f">Scores, [B, C] or [B, C, ...].</param>
    /// <param name="reduction">How.</param>
    /// <returns>The reduced scores, and how many went into each.</returns>
    [ReferenceName("do_metric_reduction")]
    public static (Tensor Value, Tensor NotNans) Reduce(Tensor f, MetricReduction reduction = MetricReduction.Mean)
    {
        using var scope = NewDisposeScope();
        var valid = f.isnan().logical_not();
        var scores = f.nan_to_num(nan: 0, posinf: double.PositiveInfinity, neginf: double.NegativeInfinity);
        var (value, count) = reduction switch
        {
            MetricReduction.None => (f.alias(), Single(valid)),
            MetricReduction.Mean => MeanOfMeans(scores, valid),
            MetricReduction.Sum => (scores.sum([0, 1]), Single(valid.sum([0, 1]))),
            MetricReduction.MeanBatch => Mean(scores, valid, 0),
            MetricReduction.SumBatch => (Single(scores.sum([0])), Single(valid.sum([0]))),
            MetricReduction.MeanChannel => Mean(scores, valid, 1),
            _ => (Single(scores.sum([1])), Single(valid.sum([1]))),
        };
        return (value.MoveToOuterDisposeScope(), count.MoveToOuterDisposeScope());
    }

    private static (Tensor Value, Tensor NotNans) MeanOfMeans(Tensor scores, Tensor valid)
    {
        var (ofImages, counts) = Mean(scores, valid, 1);
        return Mean(ofImages, counts > 0, 0);
    }

    private static (Tensor Value, Tensor NotNans) Mean(Tensor scores, Tensor valid, long axis)
    {
        var counts = Single(valid.sum([axis]));
        return (where(counts > 0, Single(scores.sum([axis])) / counts, zeros(1, device: scores.device)), counts);
    }

    private static Tensor Single(Tensor x) => x.to_type(ScalarType.Float32);
}
