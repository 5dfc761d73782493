using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Scales intensities linearly so that the smallest and the largest get given values, or multiplies them.</summary>
/// <param name="Minv">Value of the smallest intensity; null (with <paramref name="Maxv"/>) to multiply by 1 + <paramref name="Factor"/> instead.</param>
/// <param name="Maxv">Value of the largest intensity; where one of the two is null, the range is [0, 1].</param>
/// <param name="Factor">See <paramref name="Minv"/>; null leaves the image alone.</param>
/// <param name="ChannelWise">Whether each channel is scaled by its own smallest and largest.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <remarks>A constant image becomes the constant times <paramref name="Minv"/>, as in the reference.</remarks>
public sealed record ScaleIntensity(
    double? Minv = 0, double? Maxv = 1, double? Factor = null, bool ChannelWise = false, ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var data = image.Data;
        var type = Dtype ?? data.dtype;
        return image.WithData(TensorMemory.Scoped(() =>
        {
            if (Minv is null && Maxv is null)
            {
                return Factor is { } factor ? (data * (1 + factor)).to_type(type) : data.to_type(type).alias();
            }
            var typed = data.to_type(type);
            return (ChannelWise ? stack(typed.unbind(0).Select(Rescale)) : Rescale(typed)).to_type(type);
        }));
    }

    private Tensor Rescale(Tensor values) => Rescaling.RescaleArray(values, Minv, Maxv, dtype: null);
}
