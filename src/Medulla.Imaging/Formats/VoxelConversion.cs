using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats;

/// <summary>Number conversion, row by row.</summary>
internal static class VoxelConversion
{
    /// <summary>Converts each number: to integers by dropping the fraction and saturating, NaN becoming 0.</summary>
    public static void Convert<TIn, TOut>(ReadOnlySpan<TIn> source, Span<TOut> target)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        if (typeof(TIn) == typeof(TOut))
        {
            MemoryMarshal.Cast<TIn, TOut>(source).CopyTo(target);
        }
        else
        {
            TensorPrimitives.ConvertSaturating(source, target);
        }
    }
}
