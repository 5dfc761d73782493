using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Raises intensities to a power, between their least and largest: below 1 brightens, above 1 darkens.</summary>
/// <param name="Gamma">The power.</param>
/// <param name="InvertImage">Whether that is done to the negative.</param>
/// <param name="RetainStats">Whether mean and standard deviation stay.</param>
public sealed record AdjustContrast(double Gamma, bool InvertImage = false, bool RetainStats = false) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var values = image.Data.is_floating_point() ? image.Data : image.Data.to_type(ScalarType.Float32);
            values = InvertImage ? -values : values;
            var low = values.min();
            var range = values.max() - low;
            var changed = values.sub(low).div_(range + 1e-7).pow_(Gamma).mul_(range).add_(low);
            if (RetainStats)
            {
                changed = changed - changed.mean();
                changed = changed.div_(changed.std() + 1e-8).mul_(values.std()).add_(values.mean());
            }
            return InvertImage ? -changed : changed;
        }));

    /// <summary>The image with a power that comes with the call.</summary>
    public MetaTensor Apply(MetaTensor image, double? gamma) => (this with { Gamma = gamma ?? Gamma }).Apply(image);
}
