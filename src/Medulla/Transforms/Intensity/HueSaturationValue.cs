using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Colours as hue, saturation and value.</summary>
internal static class HueSaturationValue
{
    /// <summary>Converts red, green and blue.</summary>
    /// <param name="rgb">[3, spatial...]; integers are divided by the largest one of their type.</param>
    /// <returns>[3, spatial...]: hue as a share of the circle, saturation in [0, 1], value; float32 of float32, else float64.</returns>
    /// <exception cref="ArgumentException">There are not three channels.</exception>
    public static Tensor Of(Tensor rgb)
    {
        if (rgb.shape[0] != 3)
        {
            throw new ArgumentException($"hue, saturation and value come from three channels, red, green and blue; the image has {rgb.shape[0]}.");
        }
        var colors = Real(rgb);
        var value = colors.amax([0]);
        var delta = value - colors.amin([0]);
        var (red, green, blue) = (colors[0], colors[1], colors[2]);
        // Of several largest channels the last one decides, as in the reference.
        var sixths = where(blue.eq(value), 4 + (red - green) / delta, where(green.eq(value), 2 + (blue - red) / delta, (green - blue) / delta));
        var isGray = delta.eq(0);
        var hue = (sixths / 6).remainder(1).masked_fill(isGray, 0);
        return stack([hue, (delta / value).masked_fill(isGray, 0), value]).nan_to_num(0, double.PositiveInfinity, double.NegativeInfinity);
    }

    private static Tensor Real(Tensor rgb) => rgb.dtype switch
    {
        ScalarType.Float32 or ScalarType.Float64 => rgb,
        ScalarType.Float16 or ScalarType.BFloat16 => rgb.to_type(ScalarType.Float32),
        ScalarType.Bool => rgb.to_type(ScalarType.Float64),
        ScalarType.Byte => rgb.to_type(ScalarType.Float64) / byte.MaxValue,
        ScalarType.Int8 => Signed(rgb, sbyte.MaxValue),
        ScalarType.Int16 => Signed(rgb, short.MaxValue),
        ScalarType.Int32 => Signed(rgb, int.MaxValue),
        _ => Signed(rgb, long.MaxValue),
    };

    private static Tensor Signed(Tensor rgb, double largest) => (rgb.to_type(ScalarType.Float64) / largest).clamp_min(-1);
}
