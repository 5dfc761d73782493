using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Coordinates from -1 to 1 across an image, whatever its size, as grid sampling has them.</summary>
public static class NormalizedCoordinates
{
    /// <summary>The transform from voxel coordinates.</summary>
    /// <param name="shape">The image's spatial sizes.</param>
    /// <param name="dtype">Element type of the result; float64 if null.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the outer voxels rather than their faces.</param>
    /// <param name="zeroCentered">Whether voxel coordinates are counted from the image's middle. They then reach half a voxel further if corners are aligned, and less if not.</param>
    /// <returns>[1, axes + 1, axes + 1].</returns>
    [ReferenceName("normalize_transform")]
    public static Tensor NormalizeTransform(Values<int> shape, ScalarType? dtype = null, bool alignCorners = false, bool zeroCentered = false)
    {
        var side = shape.Count + 1;
        var matrix = new double[side * side];
        matrix[^1] = 1;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            // A single voxel has no extent to scale by.
            double length = shape[axis] <= (alignCorners || zeroCentered ? 1 : 0) ? 2 : shape[axis];
            matrix[axis * (side + 1)] = 2 / (alignCorners == zeroCentered ? length : length - 1);
            matrix[(axis + 1) * side - 1] = zeroCentered ? 0 : alignCorners ? -1 : 1.0 / shape[axis] - 1;
        }
        return TensorMemory.Scoped(() => tensor(matrix, [1, side, side]).to_type(dtype ?? ScalarType.Float64));
    }

    /// <summary>A transform of voxel coordinates as one of normalized coordinates.</summary>
    /// <param name="affine">From voxels of the result to voxels of the source [N, axes + 1, axes + 1], floating point.</param>
    /// <param name="srcSize">The source's spatial sizes.</param>
    /// <param name="dstSize">The result's spatial sizes.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the outer voxels rather than their faces.</param>
    /// <param name="zeroCentered">Whether voxel coordinates are counted from the images' middle.</param>
    /// <returns>[N, axes + 1, axes + 1].</returns>
    /// <exception cref="ArgumentException">The transforms are not square, or the sizes have another number of axes.</exception>
    [ReferenceName("to_norm_affine")]
    public static Tensor ToNormAffine(Tensor affine, Values<int> srcSize, Values<int> dstSize, bool alignCorners = false, bool zeroCentered = false) => TensorMemory.Scoped(() =>
    {
        var shape = affine.shape;
        if (shape.Length != 3 || shape[1] != shape[2] || shape[1] != srcSize.Count + 1 || shape[1] != dstSize.Count + 1)
        {
            throw new ArgumentException(
                $"to_norm_affine: affine is [{string.Join(", ", shape)}], srcSize {srcSize} and dstSize {dstSize}; [N, axes + 1, axes + 1] and one size an axis are expected.", nameof(affine));
        }
        var toSource = NormalizeTransform(srcSize, affine.dtype, alignCorners, zeroCentered).to(affine.device);
        var fromResult = NormalizeTransform(dstSize, ScalarType.Float64, alignCorners, zeroCentered).inverse().to(affine.dtype, affine.device);
        return toSource.matmul(affine).matmul(fromResult);
    });
}
