namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Positions [First, End) of a row of target voxels.</summary>
internal readonly record struct RowRange(long First, long End)
{
    /// <summary>The positions whose coordinates, start + step * k, lie in a box of the source: a line cut by six planes.</summary>
    /// <param name="count">Voxels of the row.</param>
    /// <param name="start">Source coordinate of the row's first voxel.</param>
    /// <param name="step">From one voxel of the row to the next.</param>
    /// <param name="from">The source.</param>
    /// <param name="margin">How far the box reaches beyond the centres of the outer voxels; negative: how far it stays inside.</param>
    public static RowRange InBox(long count, (double X, double Y, double Z) start, (double X, double Y, double Z) step, Shape3 from, double margin)
    {
        var (low, high) = (0.0, count - 1.0);
        Cut(start.X, step.X, from.X);
        Cut(start.Y, step.Y, from.Y);
        Cut(start.Z, step.Z, from.Z);
        return low <= high ? new((long)Math.Ceiling(low), (long)Math.Floor(high) + 1) : default;

        void Cut(double x, double dx, long size)
        {
            var (a, b) = (-margin - x, size - 1 + margin - x);
            if (Math.Abs(dx) < 1e-12)
            {
                high = a <= 0 && b >= 0 ? high : -1;
                return;
            }
            low = Math.Max(low, (dx > 0 ? a : b) / dx);
            high = Math.Min(high, (dx > 0 ? b : a) / dx);
        }
    }

    /// <summary>Whether positions [first, first + count) all belong to it.</summary>
    public bool Holds(long first, long count) => first >= First && first + count <= End;

    /// <summary>Whether none of them does.</summary>
    public bool Misses(long first, long count) => first + count <= First || first >= End;
}
