using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Changes the order of the axes, that of the channels included. The affine stays; use Orientation to turn anatomy.</summary>
/// <param name="Indices">For each new axis, the axis it was; the reverse order if null.</param>
/// <exception cref="ArgumentException">On a call: the indices are no order of the array's axes.</exception>
public sealed record Transpose(Values<int>? Indices = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(image.Data.permute(Order((int)image.Data.Dimensions))).Push(new(this, image.Grid));

    /// <inheritdoc/>
    public override MetaTensor Invert(MetaTensor image) => UndoOwn(image);

    /// <inheritdoc/>
    protected override MetaTensor Undo(MetaTensor image, AppliedOperation operation)
    {
        var order = Order((int)image.Data.Dimensions);
        return image.WithData(image.Data.permute([.. Enumerable.Range(0, order.Length).Select(axis => (long)Array.IndexOf(order, axis))]));
    }

    private long[] Order(int rank)
    {
        long[] order = Indices is null or { Count: 0 }
            ? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)]
            : [.. Indices.Select(axis => (long)(axis < 0 ? axis + rank : axis))];
        return order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis)) ? order
            : throw new ArgumentException($"{Indices} is no order of the {rank} axes of the array.");
    }
}
