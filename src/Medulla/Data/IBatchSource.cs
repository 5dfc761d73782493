namespace Medulla.Data;

/// <summary>Where the batches of a run come from.</summary>
public interface IBatchSource
{
    /// <summary>Number of batches of one pass; null if nobody knows before it is over.</summary>
    int? BatchCount { get; }

    /// <summary>Items of a full batch; null if nobody knows.</summary>
    int? ItemsPerBatch { get; }

    /// <summary>Whether whoever takes a batch disposes of its tensors.</summary>
    bool HandsOver { get; }

    /// <summary>The batches of a pass through the data, in order.</summary>
    /// <param name="pass">Number of the pass, from 0.</param>
    /// <param name="firstBatch">Number of the batch to begin with.</param>
    /// <param name="cancel">Stops preparing.</param>
    IEnumerable<object?> Batches(int pass, int firstBatch, CancellationToken cancel);
}
