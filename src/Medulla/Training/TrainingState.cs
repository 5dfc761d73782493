namespace Medulla.Training;

/// <summary>Where a training run stands.</summary>
public sealed record TrainingState
{
    /// <summary>Number of epochs that are done.</summary>
    public int Epoch { get; init; }

    /// <summary>Number of batches of the current epoch that are done.</summary>
    public int Batch { get; init; }

    /// <summary>Number of optimiser steps so far, over all epochs.</summary>
    public long Iteration { get; init; }

    /// <summary>Sum of the losses of the current epoch's batches so far.</summary>
    public double LossSum { get; init; }

    /// <summary>Mean loss of each epoch that is done.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>Validation results, by the number of epochs that were done.</summary>
    public IReadOnlyList<Validation> Validations { get; init; } = [];

    /// <summary>The validation with the best key metric so far; null if there was none.</summary>
    public Validation? Best { get; init; }

    /// <summary>Results of one validation.</summary>
    /// <param name="Epoch">Number of epochs that were done.</param>
    /// <param name="Score">The key metric; larger is better.</param>
    /// <param name="Metrics">All metrics by name.</param>
    public sealed record Validation(int Epoch, double Score, IReadOnlyDictionary<string, double> Metrics);
}
