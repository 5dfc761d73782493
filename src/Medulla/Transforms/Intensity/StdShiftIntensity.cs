using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds a multiple of the standard deviation to the intensities.</summary>
/// <param name="Factor">The multiple.</param>
/// <param name="Nonzero">Whether voxels that are 0 are left out and left alone.</param>
/// <param name="ChannelWise">Whether each channel has its own deviation.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
public sealed record StdShiftIntensity(double Factor, bool Nonzero = false, bool ChannelWise = false, ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var values = image.Data.to_type(Dtype ?? image.Data.dtype);
            return (ChannelWise ? stack(values.unbind(0).Select(Shift)) : Shift(values)).alias();
        }));

    private Tensor Shift(Tensor values)
    {
        var chosen = Nonzero ? values.ne(0) : null;
        var counted = (chosen is null ? values : values.masked_select(chosen)).to_type(values.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        if (counted.numel() == 0)
        {
            return values;
        }
        var shifted = values + counted.std(unbiased: false) * Factor;
        return (chosen is null ? shifted : where(chosen, shifted, values)).to_type(values.dtype);
    }
}
