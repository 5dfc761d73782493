namespace Medulla.Training;

/// <summary>How long to train and where to keep what comes out.</summary>
public sealed record TrainerOptions
{
    /// <summary>Number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Validate after every so many epochs, and after the last one.</summary>
    public int ValidateEvery { get; init; } = 1;

    /// <summary>Folder for checkpoints ("last", "best"); none are kept if null.</summary>
    public string? CheckpointDir { get; init; }

    /// <summary>Longest time to train; the run then ends after the epoch, as if all were done. No limit if null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Gradients are scaled down to this norm where theirs is larger; not at all if null.</summary>
    public double? ClipGradientNorm { get; init; }

    /// <summary>Key of the images in a batch.</summary>
    public string ImageKey { get; init; } = "image";

    /// <summary>Key of the labels in a batch.</summary>
    public string LabelKey { get; init; } = "label";
}
