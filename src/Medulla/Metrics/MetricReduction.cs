namespace Medulla.Metrics;

/// <summary>How scores [B, C] are put together. Scores that are NaN (nothing to score) do not count.</summary>
public enum MetricReduction
{
    /// <summary>Not at all: [B, C].</summary>
    None,

    /// <summary>Mean over classes, then over images.</summary>
    Mean,

    /// <summary>Sum over all.</summary>
    Sum,

    /// <summary>Mean over images, for each class: [C].</summary>
    MeanBatch,

    /// <summary>Sum over images, for each class: [C].</summary>
    SumBatch,

    /// <summary>Mean over classes, for each image: [B].</summary>
    MeanChannel,

    /// <summary>Sum over classes, for each image: [B].</summary>
    SumChannel,
}
