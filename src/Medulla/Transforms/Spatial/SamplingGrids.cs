using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Coordinates of the points of a grid, measured from its middle.</summary>
public static class SamplingGrids
{
    /// <summary>The points of a grid.</summary>
    /// <param name="spatialSize">Points along each axis.</param>
    /// <param name="spacing">From one to the next along each axis; 1 if null.</param>
    /// <param name="homogeneous">Whether a row of ones follows the coordinates.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="backend">Accepted for the reference's sake; both give the same.</param>
    /// <returns>[axes (+ 1), points along each axis...].</returns>
    public static Tensor CreateGrid(
        Values<double> spatialSize, Values<double>? spacing = null, bool homogeneous = true, ScalarType dtype = ScalarType.Float64,
        ArrayBackend backend = ArrayBackend.Numpy)
        => TensorMemory.Scoped(() =>
        {
            var axes = spatialSize.Select((n, axis) =>
            {
                var end = (n - 1) / 2 * (spacing?[axis] ?? 1);
                return linspace(-end, end, (long)n, dtype);
            }).ToArray();
            var points = meshgrid(axes, indexing: "ij").ToList();
            return stack(homogeneous ? [.. points, ones_like(points[0])] : points);
        });

    /// <summary>A coarse grid of control points around the middle of an image that covers it, with one more point on each side.</summary>
    /// <param name="spatialShape">Voxels of the image along each axis.</param>
    /// <param name="spacing">Voxels between points along each axis.</param>
    /// <param name="homogeneous">Whether a row of ones follows the coordinates.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="backend">Whose rounding decides where the number of points is in the balance.</param>
    /// <returns>[axes (+ 1), points along each axis...].</returns>
    public static Tensor CreateControlGrid(
        Values<double> spatialShape, Values<double> spacing, bool homogeneous = true, ScalarType dtype = ScalarType.Float64,
        ArrayBackend backend = ArrayBackend.Numpy)
        => CreateGrid(Values.From(spatialShape.Zip(spacing, (n, step) => Points(n, step, backend))), spacing, homogeneous, dtype, backend);

    private static double Points(double n, double step, ArrayBackend backend)
    {
        var half = backend == ArrayBackend.Torch ? (float)(n - 1) / (float)(2 * step) : (n - 1) / (2 * step);
        return n % 2 == 0 ? Math.Ceiling(half + 0.5) * 2 + 2 : Math.Ceiling(half) * 2 + 3;
    }
}
