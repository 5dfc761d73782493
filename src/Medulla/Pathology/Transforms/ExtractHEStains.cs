using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>
/// The colours of haematoxylin and eosin in a picture of stained tissue, by separation of what light they take. Macenko et al., A Method for
/// Normalizing Histology Slides for Quantitative Analysis (2009).
/// </summary>
/// <param name="Tli">Intensity of the light without tissue.</param>
/// <param name="Alpha">Percentile of the hues that is taken as a pure stain, and as far from 100.</param>
/// <param name="Beta">Pixels that take less light are background.</param>
/// <param name="MaxCref">Accepted for configurations' sake; extraction needs no reference.</param>
public sealed record ExtractHEStains(double Tli = 240, double Alpha = 1, double Beta = 0.15, Values<double>? MaxCref = null)
{
    /// <summary>The stains.</summary>
    /// <param name="image">[H, W, 3] in [0, 255].</param>
    /// <returns>[3, 2] float32: red, green and blue that haematoxylin and eosin take, each of length 1.</returns>
    /// <exception cref="ArgumentException">The picture has other axes or values, or nothing in it is stained.</exception>
    public Tensor Apply(Tensor image) => TensorMemory.Scoped(() =>
    {
        var absorbance = Absorbance(nameof(ExtractHEStains), image, Tli);
        var stained = absorbance[absorbance.gt(Beta).all(1)];
        if (stained.shape[0] < 2)
        {
            throw new ArgumentException($"ExtractHEStains: {stained.shape[0]} pixels take more light than {Beta}; a picture of stained tissue is expected, or a lower beta.", nameof(image));
        }
        var centred = stained.to_type(ScalarType.Float64);
        centred -= centred.mean([0]);
        var (_, directions) = linalg.eigh(centred.t().mm(centred) / (stained.shape[0] - 1));
        directions = directions.narrow(1, 1, 2).to_type(ScalarType.Float32);
        var plane = stained.mm(directions).contiguous();
        var hues = atan2(plane.select(1, 1), plane.select(1, 0)).contiguous();
        var (first, last) = (Pure(Alpha), Pure(100 - Alpha));
        return stack(first[0].gt(last[0]).item<bool>() ? [first, last] : [last, first], 1).alias();

        Tensor Pure(double percentile)
        {
            var hue = Arrays.Percentile(hues, tensor(percentile)).item<float>();
            return directions.mv(tensor([(float)Math.Cos(hue), (float)Math.Sin(hue)]));
        }
    });

    /// <summary>How much light each pixel takes, [H * W, 3] float32.</summary>
    /// <exception cref="ArgumentException">The picture has other axes or values.</exception>
    internal static Tensor Absorbance(string who, Tensor image, double tli)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (least, most) = image.numel() == 0 ? (0, 0) : (image.min().to_type(ScalarType.Float64).item<double>(), image.max().to_type(ScalarType.Float64).item<double>());
        if (image.Dimensions != 3 || image.shape[2] != 3 || image.numel() == 0 || !(least >= 0) || !(most <= 255))
        {
            throw new ArgumentException($"{who}: the picture is {Maps.Text(image)} with values from {least} to {most}; [H, W, 3] in 0 to 255 is expected.", nameof(image));
        }
        return -((image.reshape(-1, 3).cpu().to_type(ScalarType.Float32) + 1).clamp(max: tli) / tli).log();
    }

    /// <summary>The stains in keys of a sample.</summary>
    /// <param name="Keys">The pictures; they become stains.</param>
    /// <param name="Tli">See <see cref="ExtractHEStains.Tli"/>.</param>
    /// <param name="Alpha">See <see cref="ExtractHEStains.Alpha"/>.</param>
    /// <param name="Beta">See <see cref="ExtractHEStains.Beta"/>.</param>
    /// <param name="MaxCref">See <see cref="ExtractHEStains.MaxCref"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, double Tli = 240, double Alpha = 1, double Beta = 0.15, Values<double>? MaxCref = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) => new ExtractHEStains(Tli, Alpha, Beta, MaxCref).Apply(Maps.Array(sample[key])));
    }
}
