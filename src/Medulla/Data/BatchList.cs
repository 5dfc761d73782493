namespace Medulla.Data;

/// <summary>Batches that are there already; they stay their owner's.</summary>
/// <param name="batches">The batches, in any form: tensors, samples, lists.</param>
public sealed class BatchList(IReadOnlyList<object?> batches) : IBatchSource
{
    /// <inheritdoc/>
    public int? BatchCount => batches.Count;

    /// <inheritdoc/>
    public int? ItemsPerBatch => null;

    /// <inheritdoc/>
    public bool HandsOver => false;

    /// <inheritdoc/>
    public IEnumerable<object?> Batches(int pass, int firstBatch, CancellationToken cancel) => batches.Skip(firstBatch);
}
