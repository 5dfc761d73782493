using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Utility;

/// <summary>Takes an axis of length 1 out of the array.</summary>
/// <param name="Dim">The axis, 0 being that of the channels; all axes of length 1 if null.</param>
/// <param name="UpdateMeta">Whether the affine loses a spatial axis with it; not where <paramref name="Dim"/> is null.</param>
/// <exception cref="ArgumentException">On a call: the axis has another length, or there is none of that number.</exception>
public sealed record SqueezeDim(int? Dim = 0, bool UpdateMeta = true) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var data = image.Data;
        if (Dim is not { } dim)
        {
            return image.WithData(data.squeeze());
        }
        var shape = data.shape;
        var axis = dim < 0 ? dim + shape.Length : dim;
        if (axis < 0 || axis >= shape.Length || shape[axis] != 1)
        {
            throw new ArgumentException($"axis {dim} of an array [{string.Join(", ", shape)}] cannot be taken out; it must have length 1.");
        }
        var squeezed = image.WithData(data.squeeze(axis));
        return UpdateMeta && axis > 0 && axis <= image.Affine.Rank && image.Affine.Rank > 1 ? squeezed.WithAffine(Without(image.Affine, axis - 1)) : squeezed;
    }

    /// <summary>The affine without a row and column.</summary>
    private static Affine Without(Affine affine, int axis)
        => Affine.Create(affine.Rank - 1, (row, column) => affine[row < axis ? row : row + 1, column < axis ? column : column + 1]);
}
