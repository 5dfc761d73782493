namespace Medulla.Transforms;

/// <summary>
/// Stands in a stored history for the transform that acted; the pipeline's own transform knows itself again by its name.
/// The mapping beside it is all that is needed to undo it.
/// </summary>
/// <param name="Description">Name of the transform's class.</param>
internal sealed record StoredTransform(string Description) : IImageTransform
{
    object? ITransform.Run(object? item, Call call) => throw new InvalidOperationException($"{Description} stands in a stored history and cannot be run.");

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => image;

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation)
        => operation.Mapping is { } mapping ? image.Resample(mapping)
            : throw new InvalidOperationException($"{Description} stands in a stored history and cannot be replayed.");

    /// <inheritdoc/>
    public override string ToString() => Description;
}
