namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>What lies outside an image that is interpolated.</summary>
public enum Padding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The nearest voxel of the image.</summary>
    Border,

    /// <summary>The image mirrored at its ends.</summary>
    Reflection,
}

/// <summary>Coordinates outside an image.</summary>
internal static class PaddingRules
{
    /// <summary>The coordinate inside the image that stands for <paramref name="x"/>; unchanged for <see cref="Padding.Zeros"/>.</summary>
    /// <param name="padding">The rule.</param>
    /// <param name="x">Voxel coordinate.</param>
    /// <param name="n">Number of voxels along the axis.</param>
    /// <param name="alignCorners">Whether mirrors stand at the centres of the outer voxels; at their faces otherwise.</param>
    public static double Inside(this Padding padding, double x, long n, bool alignCorners)
    {
        if (padding == Padding.Zeros)
        {
            return x;
        }
        if (padding == Padding.Reflection)
        {
            x = alignCorners ? Mirror(x, 0, n - 1) : Mirror(x, -0.5, n);
        }
        return double.IsNaN(x) ? 0 : Math.Clamp(x, 0, n - 1);
    }

    private static double Mirror(double x, double low, double span)
    {
        if (span <= 0)
        {
            return 0;
        }
        var distance = Math.Abs(x - low);
        var turns = Math.Floor(distance / span);
        var rest = distance - turns * span;
        return low + (turns % 2 == 0 ? rest : span - rest);
    }
}
