namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Coordinates and neighbours outside an image, led back into it as SciPy's <c>ndimage</c> does.</summary>
internal static class SplineBoundaries
{
    /// <summary>The coordinate inside the image that stands for <paramref name="x"/>; NaN where there is nothing.</summary>
    public static double Inside(this SplineBoundary boundary, double x, long n) => boundary switch
    {
        _ when x >= 0 && x <= n - 1 => x,
        _ when double.IsNaN(x) => x,
        SplineBoundary.Constant => double.NaN,
        SplineBoundary.Nearest => Math.Clamp(x, 0, n - 1),
        SplineBoundary.GridConstant => x > -n - 8.0 && x < 2 * n + 8.0 ? x : double.NaN,   // far beyond the widest spline
        SplineBoundary.Reflect => Folded(x + 0.5, n) - 0.5,
        SplineBoundary.Mirror => n == 1 ? 0 : Folded(x, n - 1),
        SplineBoundary.Wrap => n == 1 ? 0 : x < 0 ? x + (n - 1) * (Math.Truncate(-x / (n - 1)) + 1) : Modulo(x, n - 1),
        _ => Modulo(x, n),
    };

    /// <summary>The voxel that stands for neighbour <paramref name="i"/>; -1 where that is zero.</summary>
    public static long Index(this SplineBoundary boundary, long i, long n) => boundary switch
    {
        _ when i >= 0 && i < n => i,
        SplineBoundary.GridConstant => -1,
        SplineBoundary.Nearest => Math.Clamp(i, 0, n - 1),
        SplineBoundary.Reflect => (long)Folded(i + 0.5, n),
        SplineBoundary.GridWrap => (long)Modulo(i, n),
        _ => n == 1 ? 0 : (long)Folded(i, n - 1),
    };

    /// <summary>Mirrored at 0 and <paramref name="length"/>.</summary>
    private static double Folded(double x, double length) => Modulo(x, 2 * length) is var rest && rest > length ? 2 * length - rest : rest;

    private static double Modulo(double x, double length) => x - Math.Floor(x / length) * length;
}
