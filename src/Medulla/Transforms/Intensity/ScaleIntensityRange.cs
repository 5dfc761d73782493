using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Maps the intensities from [AMin, AMax] to [BMin, BMax] linearly, such as a CT window to [0, 1].</summary>
/// <param name="AMin">Lower end of the range to map from.</param>
/// <param name="AMax">Upper end of the range to map from.</param>
/// <param name="BMin">Lower end of the range to map to; [0, 1] if either end is null.</param>
/// <param name="BMax">Upper end of the range to map to.</param>
/// <param name="Clip">Whether values outside are cut to [BMin, BMax].</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <remarks>Where AMin equals AMax, the result is the distance from it, plus BMin, as in the reference.</remarks>
public sealed record ScaleIntensityRange(
    double AMin, double AMax, double? BMin = null, double? BMax = null, bool Clip = false, ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var data = image.Data;
        return image.WithData(TensorMemory.Scoped(() =>
        {
            if (AMax == AMin)
            {
                return data - AMin + (BMin ?? 0);
            }
            // In place on one copy: a CT volume is large, and each pass over it costs as much as the arithmetic.
            var real = data.to_type(data.is_floating_point() ? data.dtype : ScalarType.Float32, copy: true);
            real.sub_(AMin).div_(AMax - AMin);
            if (BMin is { } low && BMax is { } high)
            {
                real.mul_(high - low).add_(low);
            }
            if (Clip)
            {
                real.clamp_(BMin, BMax);
            }
            return real.to_type(Dtype ?? data.dtype);
        }));
    }
}
