using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats;

/// <summary>
/// Number conversion, row by row: to integers by dropping the fraction and saturating, NaN becoming 0. The loops are
/// compiled with all optimizations from the first call on: a program that loads a single scan makes no second one, and
/// over TensorPrimitives that call took 220 ms for 25 million voxels, against 50 ms here and 20 ms for later ones.
/// </summary>
internal static class VoxelConversion
{
    /// <summary>Converts each number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert<TIn, TOut>(ReadOnlySpan<TIn> source, Span<TOut> target)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        if (typeof(TIn) == typeof(TOut))
        {
            MemoryMarshal.Cast<TIn, TOut>(source).CopyTo(target);
            return;
        }
        target = target[..source.Length];
        for (var index = 0; index < source.Length; index++)
        {
            target[index] = TOut.CreateSaturating(source[index]);
        }
    }

    /// <summary>
    /// Converts <paramref name="slope"/> times each number plus <paramref name="intercept"/>. Product and sum are rounded
    /// one by one in double precision, as in NumPy; a fused operation would differ in the last bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert<TIn, TOut>(ReadOnlySpan<TIn> source, Span<TOut> target, double slope, double intercept)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        target = target[..source.Length];
        for (var index = 0; index < source.Length; index++)
        {
            var product = double.CreateSaturating(source[index]) * slope;
            target[index] = TOut.CreateSaturating(product + intercept);
        }
    }
}
