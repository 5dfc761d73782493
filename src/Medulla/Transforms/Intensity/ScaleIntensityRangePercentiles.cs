using Medulla.Runtime;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Maps the intensities between two percentiles to [BMin, BMax] linearly.</summary>
/// <param name="Lower">The lower percentage, in [0, 100].</param>
/// <param name="Upper">The upper percentage, in [0, 100].</param>
/// <param name="BMin">Lower end of the range to map to; [0, 1] if either end is null.</param>
/// <param name="BMax">Upper end of the range to map to.</param>
/// <param name="Clip">Whether values outside are cut to the range.</param>
/// <param name="Relative">Whether the percentages are also taken of the range to map to, so that 10 to 90 % of the values fill 10 to 90 % of it.</param>
/// <param name="ChannelWise">Whether each channel is mapped by itself.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <exception cref="ArgumentException">A percentage lies outside [0, 100], or a relative range is not given.</exception>
public sealed record ScaleIntensityRangePercentiles(
    double Lower, double Upper, double? BMin, double? BMax, bool Clip = false, bool Relative = false, bool ChannelWise = false,
    ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <summary>The lower percentage.</summary>
    public double Lower { get; init; } = Percentages.Checked(Lower);

    /// <summary>The upper percentage.</summary>
    public double Upper { get; init; } = Percentages.Checked(Upper);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() => (ChannelWise ? stack(image.Data.unbind(0).Select(Scale)) : Scale(image.Data)).to_type(Dtype ?? image.Data.dtype)));

    private Tensor Scale(Tensor values)
    {
        var (low, high) = (BMin, BMax);
        if (Relative)
        {
            if (low is not { } from || high is not { } to)
            {
                throw new ArgumentException("ScaleIntensityRangePercentiles: a relative range needs b_min and b_max.");
            }
            low = (to - from) * (Lower / 100) + from;
            high = (to - from) * (Upper / 100) + from;
        }
        var ends = Percentages.Of(values, Lower, Upper);
        return new ScaleIntensityRange(ends[0], ends[1], low, high, Clip, Dtype).Apply(new MetaTensor(values)).Data;
    }
}
