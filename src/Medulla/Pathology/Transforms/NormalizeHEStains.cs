using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Gives a picture of stained tissue the colours of a reference. Macenko et al., A Method for Normalizing Histology Slides for Quantitative Analysis (2009).</summary>
/// <param name="Tli">Intensity of the light without tissue.</param>
/// <param name="Alpha">See <see cref="ExtractHEStains.Alpha"/>.</param>
/// <param name="Beta">See <see cref="ExtractHEStains.Beta"/>.</param>
/// <param name="TargetHe">Red, green and blue that haematoxylin and eosin take in the reference, [3, 2]; those of Macenko's reference if null.</param>
/// <param name="MaxCref">The most of either stain in the reference; 1.9705 and 1.0308 if null.</param>
public sealed record NormalizeHEStains(double Tli = 240, double Alpha = 1, double Beta = 0.15, Tensor? TargetHe = null, Values<double>? MaxCref = null)
{
    private static readonly Values<double> Macenko = [1.9705, 1.0308];

    /// <summary>The picture in the reference's colours.</summary>
    /// <param name="image">[H, W, 3] in [0, 255].</param>
    /// <returns>uint8 [H, W, 3].</returns>
    /// <exception cref="ArgumentException">The picture has other axes or values, nothing in it is stained, or the reference has another shape.</exception>
    public Tensor Apply(Tensor image) => TensorMemory.Scoped(() =>
    {
        if (TargetHe is not null && !TargetHe.shape.AsSpan().SequenceEqual([3, 2]) || MaxCref is { Count: not 2 })
        {
            throw new ArgumentException($"NormalizeHEStains: target_he is {(TargetHe is null ? "null" : Maps.Text(TargetHe))} and max_cref {MaxCref}; [3, 2] and two numbers are expected.");
        }
        var absorbance = ExtractHEStains.Absorbance(nameof(NormalizeHEStains), image, Tli);
        var stains = new ExtractHEStains(Tli, Alpha, Beta).Apply(image).to_type(ScalarType.Float64);
        // Least squares: how much of each stain a pixel has.
        var amounts = linalg.pinv(stains).mm(absorbance.t().to_type(ScalarType.Float64)).contiguous();
        var most = (MaxCref ?? Macenko).Select((reference, stain) => Arrays.Percentile(amounts[stain], tensor(99.0)).to_type(ScalarType.Float64).item<double>() / reference).ToArray();
        var target = (TargetHe?.cpu() ?? tensor([0.5626, 0.2159, 0.7201, 0.8012, 0.4062, 0.5581], [3, 2])).to_type(ScalarType.Float64);
        var normal = (Tli * (-target.mm(amounts / tensor(most).unsqueeze(1))).exp()).to_type(ScalarType.Float32);
        normal = normal.masked_fill(normal.gt(255), 254);
        return normal.t().reshape(image.shape).to_type(ScalarType.Byte).contiguous().alias();
    });

    /// <summary>Keys of a sample in the reference's colours.</summary>
    /// <param name="Keys">The pictures.</param>
    /// <param name="Tli">See <see cref="NormalizeHEStains.Tli"/>.</param>
    /// <param name="Alpha">See <see cref="NormalizeHEStains.Alpha"/>.</param>
    /// <param name="Beta">See <see cref="NormalizeHEStains.Beta"/>.</param>
    /// <param name="TargetHe">See <see cref="NormalizeHEStains.TargetHe"/>.</param>
    /// <param name="MaxCref">See <see cref="NormalizeHEStains.MaxCref"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, double Tli = 240, double Alpha = 1, double Beta = 0.15, Tensor? TargetHe = null, Values<double>? MaxCref = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) => Item.Like(sample[key]!, new NormalizeHEStains(Tli, Alpha, Beta, TargetHe, MaxCref).Apply(Maps.Array(sample[key]))));
    }
}
