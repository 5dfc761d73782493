using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>Exact Euclidean distances in images of one to three axes, on all cores. Made in double; held in what the caller gives.</summary>
public static class DistanceTransform
{
    /// <summary>The distance of each voxel to the nearest feature.</summary>
    /// <param name="features">Row-major, not 0 where distances are 0.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="spacing">Voxel size along each axis; 1 if empty.</param>
    /// <param name="distances">Filled, in units of the spacing; infinity if there is no feature.</param>
    /// <param name="nearest">Filled with the position in memory of a nearest feature, -1 if there is none; may be empty.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans or the spacing, or a spacing is not above 0.</exception>
    public static void ToFeatures<T>(
        ReadOnlySpan<byte> features, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, Span<T> distances, Span<int> nearest = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(features, shape, spacing, distances, nearest, toZeros: false);

    /// <summary>
    /// The distance of each voxel of a mask to the nearest one outside it, 0 outside, as SciPy's distance_transform_edt. A mask that
    /// fills the image has nothing outside: its distances are infinity, where SciPy measures to a voxel that does not exist.
    /// </summary>
    /// <param name="mask">Row-major, not 0 in the mask.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="spacing">Voxel size along each axis; 1 if empty.</param>
    /// <param name="distances">Filled, in units of the spacing.</param>
    /// <param name="nearest">Filled with the position in memory of a nearest voxel outside, -1 if there is none; may be empty.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans or the spacing, or a spacing is not above 0.</exception>
    public static void ToBackground<T>(
        ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, Span<T> distances, Span<int> nearest = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(mask, shape, spacing, distances, nearest, toZeros: true);

    private static unsafe void Run<T>(
        ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, Span<T> distances, Span<int> nearest, bool toZeros)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = Shape3.Of(nameof(DistanceTransform), shape, 1, mask.Length, distances.Length, nearest.Length == 0 ? mask.Length : nearest.Length);
        if (spacing.Length != 0 && spacing.Length != shape.Length)
        {
            throw new ArgumentException($"DistanceTransform: {spacing.Length} spacings were given for {shape.Length} axes; one for each is expected, or none.");
        }
        Span<double> steps = [1, 1, 1];
        for (var axis = 0; axis < spacing.Length; axis++)
        {
            steps[size.Axis(axis)] = spacing[axis] > 0 && double.IsFinite(spacing[axis]) ? spacing[axis]
                : throw new ArgumentException($"DistanceTransform: the spacing of axis {axis} is {spacing[axis]}; it must be above 0.");
        }
        fixed (byte* input = mask)
        fixed (T* output = distances)
        fixed (int* positions = nearest)
        {
            var lines = new DistanceLines<T>(size, output, nearest.IsEmpty ? null : positions);
            lines.Scan(input, toZeros, steps[2]);
            if (size.Y > 1)
            {
                lines.AlongY(steps[1]);
            }
            if (size.X > 1)
            {
                lines.AlongX(steps[0]);
            }
            lines.TakeRoots();
        }
    }
}
