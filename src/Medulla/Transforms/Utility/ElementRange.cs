using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>What element types can hold.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value.</param>
internal readonly record struct ElementRange(Scalar Low, Scalar High)
{
    /// <summary>The range of an element type.</summary>
    /// <exception cref="ArgumentException">The type has no range, as booleans and complex numbers.</exception>
    public static ElementRange Of(ScalarType type) => type switch
    {
        ScalarType.Byte => new(byte.MinValue, byte.MaxValue),
        ScalarType.Int8 => new(sbyte.MinValue, sbyte.MaxValue),
        ScalarType.Int16 => new(short.MinValue, short.MaxValue),
        ScalarType.Int32 => new(int.MinValue, int.MaxValue),
        ScalarType.Int64 => new(long.MinValue, long.MaxValue),
        ScalarType.Float16 => new((double)Half.MinValue, (double)Half.MaxValue),
        ScalarType.BFloat16 => new(-3.3895313892515355e38, 3.3895313892515355e38),
        ScalarType.Float32 => new(float.MinValue, float.MaxValue),
        ScalarType.Float64 => new(double.MinValue, double.MaxValue),
        _ => throw new ArgumentException($"{type} has no range to keep values in; an integer or floating-point type is expected."),
    };

    /// <summary>The values, those beyond the range cut to it; they keep their element type.</summary>
    public Tensor Clamp(Tensor values)
    {
        // Whole numbers must not become floating-point ones for the sake of a range that holds them all.
        if (values.numel() == 0 || (!values.is_floating_point() && Low.Type is not ScalarType.Int64 and not ScalarType.Int32))
        {
            return values;
        }
        return values.clamp(Low, High);
    }

    /// <summary>The number, cut to the range.</summary>
    public double Clamp(double number) => Math.Clamp(number, Low.ToDouble(), High.ToDouble());
}
