using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.SmoothFields;

/// <summary>Multiplies intensities by factors that vary smoothly over the image, at random.</summary>
/// <param name="SpatialSize">Size of the images, voxels along each axis; null for the random values' own.</param>
/// <param name="RandSize">Random values along each axis.</param>
/// <param name="Pad">Ones that surround them on each side, so that the border changes less.</param>
/// <param name="Mode">Interpolation between the values.</param>
/// <param name="AlignCorners">Whether the outer values lie on the outer voxels' centres; null where the interpolation does not ask.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="Gamma">Range of the factors; a single number is its upper end, of a range from 0.5; [0.1, 1] if null.</param>
/// <exception cref="ArgumentException">The range is empty.</exception>
public sealed record RandSmoothFieldAdjustIntensity(
    Values<int>? SpatialSize, Values<int> RandSize, int Pad = 0, [property: PerKey] InterpolationMode Mode = InterpolationMode.Area,
    bool? AlignCorners = null, double Prob = 0.1, Values<double>? Gamma = null) : RandSmoothField(Prob)
{
    /// <summary>Range of the factors.</summary>
    public Values<double> Gamma { get; init; } = Checked(Gamma ?? [0.1, 1]);

    private protected override CoarseField Coarse => Field(RandSize, Pad, Gamma);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var field = CoarseField.Resize(drawn.Field, SpatialSize, Mode, AlignCorners).to(image.Data);
            return image.Data * field;
        }));

    private static Values<double> Checked(Values<double> gamma)
    {
        _ = Field([1], 0, gamma);
        return gamma;
    }

    private static CoarseField Field(Values<int> size, int pad, Values<double> gamma)
    {
        var (low, high) = CoarseField.Bounds(gamma, "gamma");
        return new(size, pad, 1, low, high, 1);
    }
}
