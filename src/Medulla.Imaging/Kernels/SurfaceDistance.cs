namespace Medulla.Imaging.Kernels;

/// <summary>Distances between the surfaces of two masks. A surface voxel has a face neighbour outside its mask; beyond the image all is outside.</summary>
public static class SurfaceDistance
{
    /// <summary>The distance of each surface voxel of one mask to the nearest surface voxel of another.</summary>
    /// <param name="from">Row-major, not 0 in the mask.</param>
    /// <param name="to">The other mask.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="spacing">Voxel size along each axis; 1 if empty.</param>
    /// <param name="metric">How distances are measured.</param>
    /// <returns>
    /// The distances, both ways; infinity if one mask is empty, for each surface voxel of the other; nothing if both are.
    /// </returns>
    /// <exception cref="ArgumentException">The shape does not fit the masks, or a spacing is not above 0.</exception>
    public static (float[] Forward, float[] Backward) Between(
        ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, DistanceMetric metric = DistanceMetric.Euclidean)
    {
        var voxels = shape.Length == 0 ? 0 : 1L;
        foreach (var length in shape)
        {
            voxels *= length;
        }
        if (shape.Length is < 1 or > 3 || from.Length != voxels || to.Length != voxels)
        {
            throw new ArgumentException($"SurfaceDistance: masks of {from.Length} and {to.Length} voxels were given for the shape [{string.Join(", ", shape.ToArray())}]; "
                + "1 to 3 axes are expected, and both masks of that shape.");
        }
        var box = Box(from, to, shape);
        if (box is null)
        {
            return ([], []);
        }
        var (start, size) = box.Value;
        var (a, b) = (Edges(Crop(from, shape, start, size), size), Edges(Crop(to, shape, start, size), size));
        var (hasA, hasB) = (a.AsSpan().ContainsAnyExcept((byte)0), b.AsSpan().ContainsAnyExcept((byte)0));
        return hasA && hasB
            ? (Read(a, b, size, spacing, metric), Read(b, a, size, spacing, metric))
            : (Infinite(hasA ? a : b), Infinite(hasA ? a : b));
    }

    /// <summary>The surface voxels of a mask.</summary>
    /// <param name="mask">Row-major, not 0 in the mask.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <returns>1 on the surface, 0 elsewhere.</returns>
    public static byte[] Edges(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape)
    {
        var edges = new byte[mask.Length];
        var (nz, ny) = ((int)shape[^1], shape.Length > 1 ? (int)shape[^2] : 1);
        var nx = shape.Length > 2 ? (int)shape[0] : 1;
        var slice = ny * nz;
        for (var x = 0; x < nx; x++)
        {
            for (var y = 0; y < ny; y++)
            {
                for (var z = 0; z < nz; z++)
                {
                    var i = x * slice + y * nz + z;
                    if (mask[i] == 0)
                    {
                        continue;
                    }
                    var inside = z > 0 && z < nz - 1 && mask[i - 1] != 0 && mask[i + 1] != 0
                        && (shape.Length < 2 || (y > 0 && y < ny - 1 && mask[i - nz] != 0 && mask[i + nz] != 0))
                        && (shape.Length < 3 || (x > 0 && x < nx - 1 && mask[i - slice] != 0 && mask[i + slice] != 0));
                    edges[i] = inside ? (byte)0 : (byte)1;
                }
            }
        }
        return edges;
    }

    private static float[] Read(byte[] at, byte[] features, long[] shape, ReadOnlySpan<double> spacing, DistanceMetric metric)
    {
        var distances = new float[at.Length];
        if (metric == DistanceMetric.Euclidean)
        {
            DistanceTransform.ToFeatures(features, shape, spacing, distances);
        }
        else
        {
            ChamferDistance.ToFeatures(features, shape, metric == DistanceMetric.Chessboard, distances);
        }
        return [.. distances.Where((_, i) => at[i] != 0)];
    }

    private static float[] Infinite(byte[] surface)
        => [.. Enumerable.Repeat(float.PositiveInfinity, surface.Length - surface.AsSpan().Count((byte)0))];

    /// <summary>The box around both masks with a margin of one voxel where the image has one; null if both are empty.</summary>
    private static (long[] Start, long[] Size)? Box(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<long> shape)
    {
        var low = new long[shape.Length];
        var high = new long[shape.Length];
        Array.Fill(low, long.MaxValue);
        Array.Fill(high, -1);
        var width = (int)shape[^1];
        for (var row = 0; row < a.Length / Math.Max(1, width); row++)
        {
            var lineA = a.Slice(row * width, width);
            var lineB = b.Slice(row * width, width);
            var (firstA, firstB) = (lineA.IndexOfAnyExcept((byte)0), lineB.IndexOfAnyExcept((byte)0));
            if (firstA < 0 && firstB < 0)
            {
                continue;
            }
            var first = firstA < 0 ? firstB : firstB < 0 ? firstA : Math.Min(firstA, firstB);
            Extend(shape.Length - 1, first, Math.Max(lineA.LastIndexOfAnyExcept((byte)0), lineB.LastIndexOfAnyExcept((byte)0)));
            long rest = row;
            for (var axis = shape.Length - 2; axis >= 0; axis--)
            {
                (rest, var index) = Math.DivRem(rest, shape[axis]);
                Extend(axis, index, index);
            }
        }
        if (high[0] < 0)
        {
            return null;
        }
        for (var axis = 0; axis < low.Length; axis++)
        {
            low[axis] = Math.Max(0, low[axis] - 1);
            high[axis] = Math.Min(shape[axis] - 1, high[axis] + 1);
        }
        return (low, [.. low.Zip(high, (l, h) => h - l + 1)]);

        void Extend(int axis, long first, long last)
        {
            low[axis] = Math.Min(low[axis], first);
            high[axis] = Math.Max(high[axis], last);
        }
    }

    private static byte[] Crop(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, long[] start, long[] size)
    {
        var result = new byte[size.Aggregate(1L, (a, b) => a * b)];
        var width = (int)size[^1];
        for (var row = 0; row < result.Length / width; row++)
        {
            long rest = row, at = 0, stride = shape[^1];
            for (var axis = shape.Length - 2; axis >= 0; axis--)
            {
                (rest, var index) = Math.DivRem(rest, size[axis]);
                at += (index + start[axis]) * stride;
                stride *= shape[axis];
            }
            mask.Slice((int)(at + start[^1]), width).CopyTo(result.AsSpan(row * width));
        }
        return result;
    }
}
