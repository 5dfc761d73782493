using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>The mask of what is dark on a bright background, such as tissue on a slide, by thresholds on colours.</summary>
/// <param name="Threshold">
/// Thresholds on red, green and blue: foreground is what is at most as bright as one of them. Found by Otsu's method if null;
/// <see cref="ChannelThresholds.None"/> for none. A threshold of 0 does not count.
/// </param>
/// <param name="HsvThreshold">Thresholds on hue, saturation and value: foreground is what is above one of them; none if null. Where there are both kinds, both must hold.</param>
/// <param name="InvertIntensity">Whether the image is inverted first, for a dark background.</param>
/// <exception cref="ArgumentException">There is no threshold for any of the channels R, G, B, H, S and V.</exception>
/// <remarks>The mask has one channel and the image's element type.</remarks>
public sealed record ForegroundMask(
    ChannelThresholds? Threshold = null, ChannelThresholds? HsvThreshold = null, [property: ReferenceName("invert")] bool InvertIntensity = false) : Transform
{
    private const string Rgb = "RGB", Hsv = "HSV";

    /// <summary>Thresholds on red, green and blue.</summary>
    public ChannelThresholds? Threshold { get; init; } = AnyOf(Threshold ?? ThresholdMethod.Otsu, HsvThreshold);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(TensorMemory.Scoped(() =>
    {
        var colors = InvertIntensity ? Inverted(image.Data) : image.Data;
        List<Tensor> masks = [];
        if (Has(Threshold!, Rgb))
        {
            masks.Add(Mask(colors, Threshold!, Rgb, (channel, threshold) => channel.le(threshold)));
        }
        if (HsvThreshold is not null && Has(HsvThreshold, Hsv))
        {
            masks.Add(Mask(HueSaturationValue.Of(colors), HsvThreshold, Hsv, (channel, threshold) => channel.gt(threshold)));
        }
        return masks.Aggregate((a, b) => a.logical_and(b)).unsqueeze(0).to_type(image.Data.dtype);
    }));

    private static Tensor Mask(Tensor colors, ChannelThresholds thresholds, string letters, Func<Tensor, double, Tensor> isForeground)
    {
        var mask = zeros_like(colors[0], ScalarType.Bool);
        foreach (var (channel, letter) in colors.unbind(0).Zip(letters))
        {
            if (thresholds.For(letter)?.Of(channel) is { } threshold && threshold != 0)
            {
                // Whole numbers are compared as such; real ones in their own precision, as the reference does.
                mask = mask.logical_or(isForeground(channel.is_floating_point() ? channel : channel.to_type(ScalarType.Float64), threshold));
            }
        }
        return mask;
    }

    private static Tensor Inverted(Tensor colors) => colors.dtype switch
    {
        ScalarType.Bool => colors.logical_not(),
        ScalarType.Byte => byte.MaxValue - colors,
        _ when colors.is_floating_point() => 1 - colors,
        _ => -1 - colors,
    };

    private static bool Has(ChannelThresholds thresholds, string letters) => letters.Any(letter => thresholds.For(letter) is not null);

    private static ChannelThresholds AnyOf(ChannelThresholds rgb, ChannelThresholds? hsv)
        => Has(rgb, Rgb) || (hsv is not null && Has(hsv, Hsv)) ? rgb
            : throw new ArgumentException("ForegroundMask: there is no threshold for any of the channels R, G, B (Threshold) and H, S, V (HsvThreshold); give at least one.");

    /// <summary>The masks of keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Threshold">Thresholds on red, green and blue; found by Otsu's method if null.</param>
    /// <param name="HsvThreshold">Thresholds on hue, saturation and value; none if null.</param>
    /// <param name="InvertIntensity">Whether the images are inverted first.</param>
    /// <param name="NewKeyPrefix">What to put before a key to name the mask's; the mask replaces the image if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, ChannelThresholds? Threshold = null, ChannelThresholds? HsvThreshold = null, [property: ReferenceName("invert")] bool InvertIntensity = false,
        string? NewKeyPrefix = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly ForegroundMask mask = new(Threshold, HsvThreshold, InvertIntensity);

        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(
                sample, (result, key) => result.With(NewKeyPrefix + key, At(key, () => mask.Apply(sample.Image(key)))));
    }
}
