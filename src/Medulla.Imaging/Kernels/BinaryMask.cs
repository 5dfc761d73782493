using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>Masks as bytes, as the kernels take them.</summary>
public static class BinaryMask
{
    /// <summary>Voxels that are checked before the next look at whether it is worth going on.</summary>
    private const int Block = 4096;

    /// <summary>Reads an image of zeros and ones.</summary>
    /// <typeparam name="T">Element type of the image.</typeparam>
    /// <param name="values">The image.</param>
    /// <param name="mask">Filled with 0 and 1; of the same length.</param>
    /// <returns>Whether there is nothing but 0 and 1; if not, the mask is of no use.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static unsafe bool TryRead<T>(ReadOnlySpan<T> values, Span<byte> mask)
        where T : unmanaged, INumber<T>
    {
        if (values.Length != mask.Length)
        {
            throw new ArgumentException($"BinaryMask: {values.Length} values are to be written to {mask.Length}; they must be as many.");
        }
        var isBinary = true;
        fixed (T* source = values)
        fixed (byte* target = mask)
        {
            var input = source;
            var output = target;
            Work.Split(values.Length, 1, (first, end) =>
            {
                for (var start = first; start < end && Volatile.Read(ref isBinary); start += Block)
                {
                    var others = 0;
                    for (var i = start; i < Math.Min(end, start + Block); i++)
                    {
                        var value = input[i];
                        var isOne = value == T.One ? 1 : 0;
                        output[i] = (byte)isOne;
                        others |= (value == T.Zero ? 1 : 0) + isOne - 1;
                    }
                    if (others != 0)
                    {
                        Volatile.Write(ref isBinary, false);
                    }
                }
            });
        }
        return isBinary;
    }
}
