using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>What can be told from affine matrices: voxel sizes, directions, shapes and places of grids.</summary>
public static class VoxelGeometry
{
    /// <summary>Length of a voxel step along each axis.</summary>
    /// <param name="affine">[d, d].</param>
    /// <param name="r">Number of axes to look at.</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <param name="suppressZeros">Whether a length of 0 becomes 1.</param>
    /// <returns>[r].</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static Tensor AffineToSpacing(Tensor affine, int r = 3, ScalarType dtype = ScalarType.Float64, bool suppressZeros = true)
    {
        if (affine.Dimensions != 2 || affine.shape[0] != affine.shape[1])
        {
            throw new ArgumentException($"affine_to_spacing: the affine is [{string.Join(", ", affine.shape)}]; a square matrix is expected.");
        }
        using var scope = NewDisposeScope();
        var used = Math.Min(r, affine.shape[0]);
        var lengths = affine.narrow(0, 0, used).narrow(1, 0, used).to_type(dtype).square().sum([0L]).sqrt();
        return (suppressZeros ? where(lengths.eq(0), ones_like(lengths), lengths) : lengths).MoveToOuterDisposeScope();
    }

    /// <summary>The affine with other voxel sizes, at the origin: shear is removed, and rotation too if <paramref name="diagonal"/>.</summary>
    /// <param name="affine">The affine.</param>
    /// <param name="scale">Voxel size along each axis; 0, negative or missing ones keep the affine's.</param>
    /// <param name="diagonal">Whether the axes are to be those of the world.</param>
    /// <returns>A matrix of the affine's size, float64.</returns>
    public static Tensor ZoomAffine(Affine affine, Values<double> scale, bool diagonal = true)
    {
        var spacing = affine.Spacing().Select((own, axis) => axis < scale.Count && scale[axis] > 0 ? scale[axis] : own == 0 ? 1 : own).ToArray();
        return AffineMatrices.Tensor(FieldOfView.WithSpacing(affine, spacing, diagonal));
    }

    /// <summary>The matrix for another number of axes: axes are cut off, or added unchanged.</summary>
    /// <param name="r">Number of axes.</param>
    /// <param name="affine">[d, d].</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <returns>[r + 1, r + 1].</returns>
    /// <exception cref="ArgumentException">The matrix does not have two axes, or there is a negative number of axes.</exception>
    public static Tensor ToAffineNd(int r, Tensor affine, ScalarType dtype = ScalarType.Float64)
        => r >= 0 ? ToAffineNd(eye(r + 1, r + 1, dtype), affine, dtype) : throw new ArgumentException($"to_affine_nd: r is {r}; it cannot be negative.");

    /// <summary>A matrix whose leading part and last column come from another.</summary>
    /// <param name="r">The matrix to fill, [n, n], which stays as it is; or a number of axes.</param>
    /// <param name="affine">[d, d].</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <returns>[n, n].</returns>
    /// <exception cref="ArgumentException">The matrix does not have two axes.</exception>
    public static Tensor ToAffineNd(Tensor r, Tensor affine, ScalarType dtype = ScalarType.Float64)
    {
        if (affine.Dimensions != 2)
        {
            throw new ArgumentException($"to_affine_nd: the affine is [{string.Join(", ", affine.shape)}]; a matrix of 2 axes is expected.");
        }
        if (r.Dimensions == 0)
        {
            return ToAffineNd((int)r.to_type(ScalarType.Int64).item<long>(), affine, dtype);
        }
        using var scope = NewDisposeScope();
        var result = r.to_type(dtype, copy: true).to(affine.device);
        var shared = Math.Max(1, Math.Min(r.shape[0], affine.shape[0]) - 1);
        result.narrow(0, 0, shared).narrow(1, 0, shared).copy_(affine.narrow(0, 0, shared).narrow(1, 0, shared));
        if (shared > 1)
        {
            result.narrow(0, 0, shared).select(1, -1).copy_(affine.narrow(0, 0, shared).select(1, -1));
        }
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>How the axes of an image are to be permuted and flipped to run like those of another.</summary>
    /// <param name="dataShape">Voxels of the image along each axis.</param>
    /// <param name="initAffine">Its affine.</param>
    /// <param name="targetAffine">The affine of the other.</param>
    /// <returns>For each axis the new axis and 1 or -1, [r, 2], and the image's affine afterwards, both float64.</returns>
    public static (Tensor Orientation, Tensor Affine) ReorientSpatialAxes(Values<long> dataShape, Affine initAffine, Affine targetAffine)
    {
        var change = Imaging.Geometry.Orientation.Of(initAffine).To(Imaging.Geometry.Orientation.Of(targetAffine));
        double[] pairs = [.. change.Axes.Zip(change.Signs).SelectMany(pair => new double[] { pair.First, pair.Second })];
        return (tensor(pairs, [change.Rank, 2]), AffineMatrices.Tensor(initAffine * change.ToSource(dataShape)));
    }

    /// <summary>Shape of a grid of other directions and voxel sizes that covers an image, and the place of its first voxel.</summary>
    /// <param name="spatialShape">Voxels of the image along each axis.</param>
    /// <param name="inAffine">Its affine.</param>
    /// <param name="outAffine">Directions and voxel sizes of the grid.</param>
    /// <param name="scaleExtent">Whether the faces of the outer voxels are to meet; their centres otherwise.</param>
    /// <returns>[r] voxels along each axis, int64, and [r] millimetres, float64.</returns>
    /// <exception cref="ArgumentException">An affine is singular.</exception>
    public static (Tensor Shape, Tensor Offset) ComputeShapeOffset(Values<double> spatialShape, Affine inAffine, Affine outAffine, bool scaleExtent = false)
    {
        var shape = Values.From(spatialShape.Select(n => (long)n));
        var (size, origin) = FieldOfView.Cover(shape, inAffine.Resize(shape.Count), outAffine.Resize(shape.Count), scaleExtent);
        return (tensor(size.ToArray()), tensor(origin));
    }

    /// <summary>The affine in the other of the two conventions, RAS+ and LPS+: the first two world axes run the other way.</summary>
    /// <param name="affine">[r + 1, r + 1].</param>
    /// <returns>A matrix of the same size and element type.</returns>
    public static Tensor OrientationRasLps(Tensor affine)
    {
        using var scope = NewDisposeScope();
        var turned = affine.shape[0] > 2 ? 2 : 1;
        return cat([-affine.narrow(0, 0, turned), affine.narrow(0, turned, affine.shape[0] - turned)]).MoveToOuterDisposeScope();
    }

    /// <summary>The same of a matrix that is kept as an image; what the image carries stays.</summary>
    /// <param name="affine">[r + 1, r + 1].</param>
    public static MetaTensor OrientationRasLps(MetaTensor affine) => affine.WithData(OrientationRasLps(affine.Data));
}
