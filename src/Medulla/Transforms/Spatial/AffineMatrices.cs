using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Matrices [r + 1, r + 1] of rotations, shears, scalings and translations.</summary>
public static class AffineMatrices
{
    /// <summary>Rotations about the axes in order, the first one leftmost.</summary>
    /// <param name="spatialDims">2 or 3.</param>
    /// <param name="radians">One angle in 2-D; about the first, second and third axis in 3-D.</param>
    /// <param name="backend">The precision.</param>
    /// <exception cref="ArgumentException">There is no angle, or another number of axes.</exception>
    public static Tensor CreateRotate(int spatialDims, Values<double> radians, ArrayBackend backend = ArrayBackend.Numpy)
        => radians.Count > 0 ? Tensor(AffineParameters.Rotation(Ranked(spatialDims), radians), backend)
            : throw new ArgumentException("a rotation needs an angle; none was given.");

    /// <summary>A shear; coefficients that are not given are 0.</summary>
    /// <param name="spatialDims">2 or 3.</param>
    /// <param name="coefs">2-D: (x by y, y by x). 3-D: (x by y, x by z, y by x, y by z, z by x, z by y).</param>
    /// <param name="backend">The precision.</param>
    /// <exception cref="ArgumentException">There is another number of axes.</exception>
    public static Tensor CreateShear(int spatialDims, Values<double> coefs, ArrayBackend backend = ArrayBackend.Numpy)
        => Tensor(AffineParameters.Shearing(Ranked(spatialDims), coefs), backend);

    /// <summary>A scaling; factors that are not given are 1.</summary>
    /// <param name="spatialDims">Number of axes.</param>
    /// <param name="scalingFactor">Factors.</param>
    /// <param name="backend">The precision.</param>
    public static Tensor CreateScale(int spatialDims, Values<double> scalingFactor, ArrayBackend backend = ArrayBackend.Numpy)
        => Tensor(Affine.Scaling(AffineParameters.Filled(scalingFactor, spatialDims, 1)), backend);

    /// <summary>A translation; shifts that are not given are 0.</summary>
    /// <param name="spatialDims">Number of axes.</param>
    /// <param name="shift">Shifts, voxels.</param>
    /// <param name="backend">The precision.</param>
    public static Tensor CreateTranslate(int spatialDims, Values<double> shift, ArrayBackend backend = ArrayBackend.Numpy)
        => Tensor(Affine.Translation(AffineParameters.Filled(shift, spatialDims, 0)), backend);

    /// <summary>The elements of a map.</summary>
    internal static Tensor Tensor(Affine affine, ArrayBackend backend = ArrayBackend.Numpy)
        => tensor(affine.RowMajor.ToArray(), [affine.Rank + 1, affine.Rank + 1])
            .to_type(backend == ArrayBackend.Torch ? ScalarType.Float32 : ScalarType.Float64);

    /// <summary>The map of a value in a sample.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal static Affine? Of(object? value) => value switch
    {
        null => null,
        Affine affine => affine,
        MetaTensor image => Of(image.Data),
        Tensor { Dimensions: 2 } matrix when matrix.shape[0] == matrix.shape[1]
            => new((int)matrix.shape[0] - 1, matrix.cpu().to_type(ScalarType.Float64).contiguous().data<double>().ToArray()),
        _ => throw new ArgumentException($"an affine is expected, a square matrix; {Sample.Describe(value)} was found."),
    };

    private static int Ranked(int spatialDims)
        => spatialDims is 2 or 3 ? spatialDims : throw new ArgumentException($"spatial_dims is {spatialDims}; rotations and shears are for 2 or 3.");
}
