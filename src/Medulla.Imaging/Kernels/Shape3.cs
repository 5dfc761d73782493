namespace Medulla.Imaging.Kernels;

/// <summary>
/// Voxels along three axes, the last one fastest in memory. Images of fewer axes get axes of one voxel: Y first, then X, so that the
/// slices of a picture are its rows and can be shared out among threads.
/// </summary>
/// <param name="X">Slices.</param>
/// <param name="Y">Rows of a slice.</param>
/// <param name="Z">Voxels of a row.</param>
/// <param name="Rank">Axes of the image itself, 1 to 3.</param>
internal readonly record struct Shape3(long X, long Y, long Z, int Rank)
{
    /// <summary>Voxels in total.</summary>
    public long Count => X * Y * Z;

    /// <summary>Voxels of a slice.</summary>
    public long Slice => Y * Z;

    /// <summary>Voxels along one axis.</summary>
    public long this[int axis] => axis switch { 0 => X, 1 => Y, _ => Z };

    /// <summary>Checks that a shape has one to three axes and fits the number of values given.</summary>
    /// <param name="who">Whose argument it is.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="channels">Images of that shape.</param>
    /// <param name="counts">Values in the spans that should hold them.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static Shape3 Of(string who, ReadOnlySpan<long> shape, long channels, params ReadOnlySpan<long> counts)
    {
        if (shape.Length is < 1 or > 3 || shape.ContainsAnyInRange(long.MinValue, -1))
        {
            throw new ArgumentException($"{who}: an image of shape {Text(shape)} was given; 1 to 3 axes of 0 or more voxels are expected.");
        }
        Shape3 result = shape.Length switch
        {
            1 => new(1, 1, shape[0], 1),
            2 => new(shape[0], 1, shape[1], 2),
            _ => new(shape[0], shape[1], shape[2], 3),
        };
        foreach (var count in counts)
        {
            if (count != channels * result.Count)
            {
                throw new ArgumentException($"{who}: {count} values were given; {(channels == 1 ? "" : $"{channels} channels of ")}{Text(shape)} voxels are {channels * result.Count}.");
            }
        }
        return result;
    }

    /// <summary>The three-dimensional axis that stands for <paramref name="axis"/> of the image.</summary>
    public int Axis(int axis) => Rank == 2 && axis == 1 ? 2 : axis + (Rank == 1 ? 2 : 0);

    /// <summary>The place in memory so many voxels along each axis from another; null beyond the image.</summary>
    public int? Step(int from, int x, int y, int z)
    {
        var (slice, inSlice) = Math.DivRem(from, Slice);
        var (row, column) = Math.DivRem(inSlice, Z);
        return slice + x >= 0 && slice + x < X && row + y >= 0 && row + y < Y && column + z >= 0 && column + z < Z
            ? (int)(from + (x * Slice) + (y * Z) + z) : null;
    }

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
