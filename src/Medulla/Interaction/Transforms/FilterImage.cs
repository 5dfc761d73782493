using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Sets what is green or gray in a stained picture to 0, and spots of colour that are too small. Where nearly nothing would be left the limits
/// are loosened. Source: Koohbanani et al., "NuClick: a deep learning framework for interactive segmentation of microscopic images" (2020).
/// </summary>
/// <param name="Keys">Pictures [H, W, 3], 0 to 255.</param>
/// <param name="MinSize">The least number of connected pixels that stays; 0 for any.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record FilterImage(Values<string> Keys, int MinSize = 500, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private const int GreenThreshold = 200, GreenLimit = 255, GrayTolerance = 15, MostMaskedByGreen = 90, MostMaskedBySize = 95;

    /// <summary>The least number of connected pixels that stays.</summary>
    public int MinSize { get; init; } = Check.NotNegative(MinSize);

    private protected override Sample Apply(Sample sample, Call call)
        => ForEachKey(sample, (key, _) => Item.Like(sample[key], TensorMemory.Scoped(() => Filtered(sample.Image(key).Data))));

    private Tensor Filtered(Tensor picture)
    {
        if (picture.Dimensions != 3 || picture.shape[2] != 3)
        {
            throw new ArgumentException($"FilterImage takes pictures [H, W, 3], channels last; this is [{string.Join(", ", picture.shape)}].");
        }
        var (red, green, blue) = (picture.select(2, 0), picture.select(2, 1), picture.select(2, 2));
        var gray = Alike(red, green).logical_and(Alike(red, blue)).logical_and(Alike(green, blue));
        var mask = NotGreen(green, GreenThreshold).logical_and(gray.logical_not());
        mask = MinSize > 0 ? Large(mask.cpu().contiguous(), MinSize).to(picture.device) : mask;
        return picture * mask.unsqueeze(2).to_type(picture.dtype);
    }

    /// <summary>Differences are taken in the picture's own type; in unsigned bytes they wrap around, as in the reference.</summary>
    private static Tensor Alike(Tensor a, Tensor b) => (a - b).abs().le(GrayTolerance);

    private static Tensor NotGreen(Tensor green, int threshold)
    {
        var mask = green.lt(threshold).logical_and(green.gt(0));
        return MaskedPercent(mask) >= MostMaskedByGreen && threshold < GreenLimit
            ? NotGreen(green, (int)Math.Ceiling((GreenLimit - threshold) / 2.0 + threshold)) : mask;
    }

    private static Tensor Large(Tensor mask, int least)
    {
        var large = zeros(mask.shape, ScalarType.Bool);
        ConnectedComponents.Select<byte>(mask.AsSpan<byte>(), mask.shape, 1, sizes => [.. sizes.Select(size => size >= least)], large.AsSpan<byte>());
        return MaskedPercent(large) >= MostMaskedBySize && least >= 1 ? Large(mask, (int)Math.Round(least / 2.0, MidpointRounding.ToEven)) : large;
    }

    private static double MaskedPercent(Tensor mask) => 100 - mask.sum().item<long>() / (double)mask.numel() * 100;
}
