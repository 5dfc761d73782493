namespace Medulla.Imaging.Kernels;

/// <summary>
/// Distances in steps between neighbouring voxels, by one pass from each end of the image. Source: Rosenfeld and Pfaltz,
/// "Sequential Operations in Digital Picture Processing" (1966).
/// </summary>
public static class ChamferDistance
{
    /// <summary>The number of steps from each voxel to the nearest feature voxel; infinity where there is none.</summary>
    /// <param name="features">Row-major, not 0 where distances are 0.</param>
    /// <param name="shape">Voxels along each axis; 1 to 4 axes.</param>
    /// <param name="diagonal">Whether a step may cross edges and corners (chessboard), not only faces (taxicab).</param>
    /// <param name="distances">Filled.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans.</exception>
    public static void ToFeatures(ReadOnlySpan<byte> features, ReadOnlySpan<long> shape, bool diagonal, Span<float> distances)
    {
        if (shape.Length is < 1 or > 4)
        {
            throw new ArgumentException($"ChamferDistance: the shape has {shape.Length} axes; 1 to 4 are expected.");
        }
        var nz = (int)shape[^1];
        var ny = shape.Length > 1 ? (int)shape[^2] : 1;
        var nx = shape.Length > 2 ? (int)shape[^3] : 1;
        var nw = shape.Length > 3 ? (int)shape[^4] : 1;
        if (features.Length != (long)nw * nx * ny * nz || distances.Length != features.Length)
        {
            throw new ArgumentException($"ChamferDistance: {features.Length} voxels and {distances.Length} distances do not make {string.Join(" x ", shape.ToArray())}.");
        }
        for (var i = 0; i < features.Length; i++)
        {
            distances[i] = features[i] != 0 ? 0 : float.PositiveInfinity;
        }
        var before = Before(diagonal, nw, nx, ny, nz);
        for (var i = 0; i < distances.Length; i++)
        {
            Relax(distances, i, before, 1);
        }
        for (var i = distances.Length - 1; i >= 0; i--)
        {
            Relax(distances, i, before, -1);
        }

        // A voxel is one step further than its nearest neighbour among those already done; sign -1 mirrors the neighbourhood.
        void Relax(Span<float> distances, int at, (int W, int X, int Y, int Z)[] neighbours, int sign)
        {
            var least = distances[at];
            if (least == 0)
            {
                return;
            }
            var (row, z) = Math.DivRem(at, nz);
            (row, var y) = Math.DivRem(row, ny);
            var (w, x) = Math.DivRem(row, nx);
            foreach (var step in neighbours)
            {
                var (h, i, j, k) = (w + sign * step.W, x + sign * step.X, y + sign * step.Y, z + sign * step.Z);
                if ((uint)h < (uint)nw && (uint)i < (uint)nx && (uint)j < (uint)ny && (uint)k < (uint)nz)
                {
                    least = Math.Min(least, distances[((h * nx + i) * ny + j) * nz + k] + 1);
                }
            }
            distances[at] = least;
        }
    }

    /// <summary>The neighbours that come before a voxel in row-major order; none along axes of one voxel.</summary>
    private static (int W, int X, int Y, int Z)[] Before(bool diagonal, int nw, int nx, int ny, int nz)
    {
        return [.. from w in Steps(nw)
                   from x in Steps(nx)
                   from y in Steps(ny)
                   from z in Steps(nz)
                   where (w, x, y, z).CompareTo((0, 0, 0, 0)) < 0 && (diagonal || Math.Abs(w) + Math.Abs(x) + Math.Abs(y) + Math.Abs(z) == 1)
                   select (w, x, y, z)];

        static int[] Steps(int voxels) => voxels > 1 ? [-1, 0, 1] : [0];
    }
}
