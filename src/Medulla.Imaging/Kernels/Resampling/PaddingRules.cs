using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Coordinates outside an image, led back into it as libtorch's grid_sample does.</summary>
internal static class PaddingRules
{
    /// <summary>The coordinate inside the image that stands for <paramref name="x"/>; unchanged for <see cref="Padding.Zeros"/>.</summary>
    /// <param name="padding">The rule.</param>
    /// <param name="x">Voxel coordinate; what is no number counts as 0.</param>
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
            var (low, span) = Mirrors(n, alignCorners);
            var distance = Math.Abs(x - low);
            var turns = Math.Floor(distance / span);
            var rest = distance - turns * span;
            x = low + (turns % 2 == 0 ? rest : span - rest);
        }
        return double.IsNaN(x) ? 0 : Math.Clamp(x, 0, n - 1);
    }

    /// <summary><see cref="Inside(Padding, double, long, bool)"/> of eight coordinates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Inside(this Padding padding, Vector256<float> x, long n, bool alignCorners)
    {
        if (padding == Padding.Zeros)
        {
            return x;
        }
        if (padding == Padding.Reflection)
        {
            var (low, span) = Mirrors(n, alignCorners);
            var (low8, span8) = (Vector256.Create((float)low), Vector256.Create((float)span));
            var distance = Vector256.Abs(x - low8);
            var turns = Vector256.Floor(distance / span8);
            var rest = distance - turns * span8;
            var isOdd = Vector256.Equals(turns - Vector256.Floor(turns * 0.5f) * 2, Vector256<float>.One);
            x = low8 + Vector256.ConditionalSelect(isOdd, span8 - rest, rest);
        }
        // Of a NaN and a number, the processor takes the second.
        return Vector256.MinNative(Vector256.MaxNative(x, Vector256<float>.Zero), Vector256.Create((float)(n - 1)));
    }

    /// <summary>Where the lower mirror stands, and how far the upper one is from it.</summary>
    private static (double Low, double Span) Mirrors(long n, bool alignCorners)
        => !alignCorners ? (-0.5, n) : n > 1 ? (0, n - 1) : (0, double.PositiveInfinity);   // one voxel: clamped to 0 afterwards
}
