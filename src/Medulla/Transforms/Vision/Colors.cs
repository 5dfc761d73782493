using static TorchSharp.torch;

namespace Medulla.Transforms.Vision;

/// <summary>Colours: brightness, and hue, saturation and value.</summary>
internal static class Colors
{
    /// <summary>Brightness, [1, H, W], of a picture [3 or 1, H, W] of the same element type.</summary>
    public static Tensor Gray(Tensor picture) => picture.shape[0] switch
    {
        1 => picture.alias(),
        3 => (picture[0] * 0.2989 + picture[1] * 0.587 + picture[2] * 0.114).to_type(picture.dtype).unsqueeze(0),
        var channels => throw new ArgumentException($"the picture has {channels} channels; red, green and blue, or one, are expected."),
    };

    /// <summary>Turns the hue of a picture [3, H, W] in [0, 1] by a share of the colour circle.</summary>
    public static Tensor TurnHue(Tensor picture, double by)
    {
        if (picture.shape[0] != 3)
        {
            throw new ArgumentException($"the picture has {picture.shape[0]} channels; red, green and blue are expected.");
        }
        var (red, green, blue) = (picture[0], picture[1], picture[2]);
        var value = picture.max(0).values;
        var range = value - picture.min(0).values;
        var gray = range.eq(0);
        var divisor = where(gray, ones_like(range), range);
        var (r, g, b) = ((value - red) / divisor, (value - green) / divisor, (value - blue) / divisor);
        var hue = where(value.eq(red), b - g, where(value.eq(green), 2 + r - b, 4 + g - r));
        hue = (hue / 6 + 1 + by).remainder(1);
        var saturation = range / where(value.eq(0), ones_like(value), value);
        // Each colour is the value less a share that depends on how far its own hue is.
        return stack([Colour(5), Colour(3), Colour(1)]);

        Tensor Colour(int offset)
        {
            var k = (hue * 6 + offset).remainder(6);
            return value - value * saturation * k.minimum(4 - k).clamp(0, 1);
        }
    }
}
