using System.Collections.Concurrent;
using System.Reflection;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla;

/// <summary>One step in the history of an image: enough to undo it and, where it was random, to replay it.</summary>
/// <param name="Transform">Which transform acted.</param>
/// <param name="Source">The grid before.</param>
/// <param name="Mapping">Where the voxels came from, if the transform was spatial.</param>
/// <param name="Drawn">What a random transform drew.</param>
public sealed record AppliedOperation(IImageTransform Transform, Grid Source, Mapping? Mapping = null, object? Drawn = null)
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> TensorProperties = new();

    /// <summary>
    /// Whether the operation is one of <paramref name="transform"/>, or of one of its kind. Parameters do not count: operations are
    /// undone newest first, so among neighbours of one kind it does not matter which undoes which.
    /// </summary>
    public bool IsOf(IImageTransform transform)
        => Transform is StoredTransform stored ? stored.Description == transform.GetType().Name : Transform.GetType() == transform.GetType();

    /// <summary>The image before the operation, as well as it can be told from the image after it.</summary>
    public MetaTensor Undo(MetaTensor image)
        => Mapping is null ? Transform.Undo(image, this) : image.Resample(Mapping.Inverse(Source));

    /// <summary>Does the same again, with what was drawn then.</summary>
    public MetaTensor Replay(MetaTensor image)
        => Transform.Replay(image, this);

    /// <summary>The operation without what was drawn, where that holds tensors: it can be undone, but not replayed.</summary>
    internal AppliedOperation WithoutTensors() => Tensors.Any() ? this with { Drawn = null } : this;

    /// <summary>Tensors that <see cref="Drawn"/> holds.</summary>
    internal IEnumerable<Tensor> Tensors => Drawn is null ? [] : TensorProperties
        .GetOrAdd(Drawn.GetType(), type => [.. type.GetProperties().Where(p => p.PropertyType == typeof(Tensor))])
        .Select(property => property.GetValue(Drawn)).OfType<Tensor>();
}
