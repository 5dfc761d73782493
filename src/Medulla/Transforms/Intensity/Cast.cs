using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Changes of element type.</summary>
internal static class Cast
{
    /// <summary>The values as <paramref name="type"/>.</summary>
    /// <param name="values">Any tensor.</param>
    /// <param name="type">The new element type.</param>
    /// <param name="safe">Whether values beyond the type's range are cut to it.</param>
    public static Tensor To(Tensor values, ScalarType type, bool safe)
    {
        if (!safe || !is_integral(type))
        {
            return values.to_type(type);
        }
        var (low, high) = type switch
        {
            ScalarType.Byte => (byte.MinValue, byte.MaxValue),
            ScalarType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ScalarType.Int16 => (short.MinValue, short.MaxValue),
            ScalarType.Int32 => (int.MinValue, int.MaxValue),
            _ => ((double)long.MinValue, (double)long.MaxValue),
        };
        return values.clamp(low, high).to_type(type);
    }
}
