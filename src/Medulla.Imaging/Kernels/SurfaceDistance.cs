using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// Distances between the surfaces of two masks, from which Hausdorff distances and average surface distances are made. A surface
/// voxel has a face neighbour outside its mask; beyond the image all is outside. Masks are bytes, 0 outside and anything else inside.
/// </summary>
public static class SurfaceDistance
{
    /// <summary>The distance of each surface voxel of one mask to the nearest surface voxel of another.</summary>
    /// <param name="from">Row-major, not 0 in the mask.</param>
    /// <param name="to">The other mask.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="spacing">Voxel size along each axis; 1 if empty.</param>
    /// <param name="metric">How distances are measured.</param>
    /// <param name="bothWays">Whether the way back counts; there are no distances of it else.</param>
    /// <returns>
    /// The distances from <paramref name="from"/> to <paramref name="to"/> and back, in the order of the voxels. If one mask is empty,
    /// both are infinity for each surface voxel of the other; if both are, there are none.
    /// </returns>
    /// <exception cref="ArgumentException">The shape does not fit the spans or the spacing.</exception>
    public static (float[] Forward, float[] Backward) Between(
        ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, DistanceMetric metric = DistanceMetric.Euclidean,
        bool bothWays = true)
    {
        var (boxA, boxB) = (BoundingBox.OfNonZero(from, shape), BoundingBox.OfNonZero(to, shape));
        // Only the part around the masks matters: what lies beyond it is as empty as what lies beyond the image.
        if ((boxA is null ? boxB : boxB is null ? boxA : boxA.Union(boxB)) is not { } box)
        {
            return ([], []);
        }
        var size = box.Shape;
        var (a, b) = (Edges(box.Crop(from, shape), size), Edges(box.Crop(to, shape), size));
        return (Nearest(a, b, size, spacing, metric), bothWays ? Nearest(b, a, size, spacing, metric) : []);
    }

    /// <summary>The distance of each voxel of one set to the nearest voxel of another.</summary>
    /// <param name="from">Row-major, not 0 in the set.</param>
    /// <param name="to">The other set.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="spacing">Voxel size along each axis; 1 if empty.</param>
    /// <param name="metric">How distances are measured.</param>
    /// <returns>In the order of the voxels. If one set is empty, infinity for each voxel of the other.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the spans or the spacing.</exception>
    public static float[] Nearest(
        ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, DistanceMetric metric = DistanceMetric.Euclidean)
    {
        var (isFrom, isTo) = (from.ContainsAnyExcept((byte)0), to.ContainsAnyExcept((byte)0));
        if (isFrom && isTo)
        {
            return Read(from, to, shape, spacing, metric);
        }
        var some = isFrom ? from : to;
        var distances = new float[some.Length - some.Count((byte)0)];
        distances.AsSpan().Fill(float.PositiveInfinity);
        return distances;
    }

    /// <summary>The surface voxels of a mask.</summary>
    /// <param name="mask">Row-major, not 0 in the mask.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <returns>1 on the surface, 0 elsewhere.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the span.</exception>
    public static byte[] Edges(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape)
    {
        var edges = new byte[mask.Length];
        BinaryMorphology.Erode(mask, shape, edges);
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = (byte)((mask[i] != 0 ? 1 : 0) ^ edges[i]);
        }
        return edges;
    }

    /// <summary>Distances to the features at the surface voxels.</summary>
    private static float[] Read(ReadOnlySpan<byte> surface, ReadOnlySpan<byte> features, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, DistanceMetric metric)
    {
        if (metric == DistanceMetric.Euclidean && !AreExactInFloat(shape, spacing))
        {
            var distances = new double[surface.Length];   // so that rounding to float, at the end, is the only error
            DistanceTransform.ToFeatures(features, shape, spacing, distances.AsSpan());
            return Pick(distances, surface);
        }
        var steps = new float[surface.Length];
        if (metric == DistanceMetric.Euclidean)
        {
            DistanceTransform.ToFeatures(features, shape, spacing, steps.AsSpan());
        }
        else
        {
            ChamferDistance.ToFeatures(features, shape, metric == DistanceMetric.Chessboard, steps);
        }
        return Pick(steps, surface);
    }

    /// <summary>Whether all squared distances are whole numbers that float holds.</summary>
    private static bool AreExactInFloat(ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing)
    {
        var largest = 0.0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var step = spacing.IsEmpty ? 1 : spacing[Math.Min(axis, spacing.Length - 1)];   // their number is checked where they are used
            largest += double.IsInteger(step) ? shape[axis] * step * (shape[axis] * step) : double.PositiveInfinity;
        }
        return largest < 1 << 24;
    }

    private static float[] Pick<T>(T[] distances, ReadOnlySpan<byte> surface)
        where T : INumber<T>
    {
        var result = new float[surface.Length - surface.Count((byte)0)];
        for (int i = 0, next = 0; next < result.Length; i++)
        {
            if (surface[i] != 0)
            {
                result[next++] = float.CreateTruncating(distances[i]);
            }
        }
        return result;
    }
}
