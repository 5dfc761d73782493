using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Multiplies intensities by 1 plus a factor, about their mean.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="PreserveRange">Whether values beyond the image's own range are cut to it.</param>
/// <param name="FixedMean">Whether the mean stays; intensities are multiplied about 0 otherwise.</param>
/// <param name="ChannelWise">Whether each channel is scaled by itself.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
public sealed record ScaleIntensityFixedMean(
    double Factor = 0, bool PreserveRange = false, bool FixedMean = true, bool ChannelWise = false, ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var values = image.Data.is_floating_point() ? image.Data : image.Data.to_type(ScalarType.Float32);
            return (ChannelWise ? stack(values.unbind(0).Select(Scale)) : Scale(values)).to_type(Dtype ?? image.Data.dtype);
        }));

    /// <summary>The image with a factor that comes with the call.</summary>
    public MetaTensor Apply(MetaTensor image, double? factor) => (this with { Factor = factor ?? Factor }).Apply(image);

    private Tensor Scale(Tensor values)
    {
        var mean = FixedMean ? values.mean() : null;
        var scaled = mean is null ? values * (1 + Factor) : values.sub(mean).mul_(1 + Factor).add_(mean);
        return PreserveRange ? scaled.clamp_(values.min(), values.max()) : scaled;
    }
}
