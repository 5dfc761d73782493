using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Puts patches together.</summary>
public abstract class Merger : IDisposable
{
    /// <summary>Nothing is merged yet.</summary>
    /// <param name="mergedShape">Shape that the patches cover, [B, K, spatial...].</param>
    /// <param name="croppedShape">Shape of the result: that much from the beginning of each axis; all if null.</param>
    /// <exception cref="ArgumentException">A shape is missing or does not fit the other.</exception>
    protected Merger(Values<long> mergedShape, Values<long>? croppedShape = null)
    {
        MergedShape = mergedShape is { Count: > 0 } ? mergedShape
            : throw new ArgumentException($"{GetType().Name}: merged_shape is {mergedShape?.ToString() ?? "null"}; the shape that the patches cover is expected.");
        CroppedShape = croppedShape ?? mergedShape;
        if (CroppedShape.Count > MergedShape.Count || CroppedShape.Where((length, axis) => length > MergedShape[axis]).Any())
        {
            throw new ArgumentException($"{GetType().Name}: cropped_shape is {CroppedShape}; it must lie within merged_shape, {MergedShape}.");
        }
    }

    /// <summary>Shape that the patches cover.</summary>
    public Values<long> MergedShape { get; }

    /// <summary>Shape of the result.</summary>
    public Values<long> CroppedShape { get; }

    /// <summary>Whether the result was made.</summary>
    public bool IsFinalized { get; protected set; }

    /// <summary>Adds a patch.</summary>
    /// <param name="values">The patch, [B, K, patch...].</param>
    /// <param name="location">Where it begins, on the last axes.</param>
    /// <exception cref="ArgumentException">The patch reaches over the end.</exception>
    /// <exception cref="InvalidOperationException">The result was made already.</exception>
    public abstract void Aggregate(Tensor values, Values<long> location);

    /// <summary>Makes the result, the first time it is asked for.</summary>
    /// <returns>Of shape <see cref="CroppedShape"/>; it is the merger's own and dies with it.</returns>
    [ReferenceName("finalize", "get_output")]
    public abstract Tensor Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the merger holds.</summary>
    /// <param name="disposing">Whether it was asked for.</param>
    protected abstract void Dispose(bool disposing);
}
