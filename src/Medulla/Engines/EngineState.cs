using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Where an engine's run stands.</summary>
public sealed class EngineState
{
    /// <summary>Iterations done or begun, over all epochs, from 1.</summary>
    public int Iteration { get; set; }

    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; set; }

    /// <summary>Iterations of an epoch; 0 while nobody knows.</summary>
    public int EpochLength { get; set; }

    /// <summary>Number of epochs.</summary>
    public int MaxEpochs { get; set; }

    /// <summary>The current batch: what the loader gave; after <see cref="EngineEvent.ModelCompleted"/> a list with an item for each sample.</summary>
    public object? Batch { get; set; }

    /// <summary>
    /// What the iteration made: a dictionary with "image", "label", "pred" and, of a trainer, "loss"; after
    /// <see cref="EngineEvent.ModelCompleted"/> a list of such for each sample. Its tensors live until the next iteration begins.
    /// </summary>
    public object? Output { get; set; }

    /// <summary>Results of metrics by name.</summary>
    public Dictionary<string, object?> Metrics { get; } = [];

    /// <summary>Scores of each image by the metric's name.</summary>
    public Dictionary<string, Tensor> MetricDetails { get; } = [];

    /// <summary>The device that batches go to.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Name of the metric by which epochs are compared; null if there is none.</summary>
    public string? KeyMetricName { get; set; }

    /// <summary>The best value of the key metric; -1 before there is one.</summary>
    public double BestMetric { get; set; } = -1;

    /// <summary>The epoch of the best value; -1 before there is one.</summary>
    public int BestMetricEpoch { get; set; } = -1;

    /// <summary>Number of the process among those that train together.</summary>
    public int Rank { get; init; }

    /// <summary>Seed of the loader's epochs.</summary>
    public int Seed { get; set; }

    /// <summary>Further attributes by name, for handlers and iterations of one's own.</summary>
    public Dictionary<string, object?> Attributes { get; } = [];

    /// <summary>An attribute by the reference's name, such as "best_metric"; null if there is none.</summary>
    public object? this[string name]
        => Attributes.TryGetValue(name, out var value) ? value : typeof(EngineState).GetProperties()
            .FirstOrDefault(p => p.GetIndexParameters().Length == 0 && p.Name.Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))?.GetValue(this);
}
