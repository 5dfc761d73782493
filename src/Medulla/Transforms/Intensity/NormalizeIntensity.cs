using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Subtracts the mean and divides by the standard deviation, or by given numbers.</summary>
/// <param name="Subtrahend">What to subtract: one number, one for each channel (<paramref name="ChannelWise"/>), or an array of the image's shape; the mean if null.</param>
/// <param name="Divisor">What to divide by, likewise; the standard deviation if null. 0 counts as 1.</param>
/// <param name="Nonzero">Whether voxels that are 0 are left out and left alone.</param>
/// <param name="ChannelWise">Whether each channel is normalised by itself.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
public sealed record NormalizeIntensity(
    Tensor? Subtrahend = null, Tensor? Divisor = null, bool Nonzero = false, bool ChannelWise = false, ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <summary>Normalises with the given mean and deviation for each channel, or one for all.</summary>
    public NormalizeIntensity(Values<double> subtrahend, Values<double> divisor, bool nonzero = false, bool channelWise = false)
        : this(tensor(subtrahend.ToArray()), tensor(divisor.ToArray()), nonzero, channelWise)
    {
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var data = image.Data;
        return image.WithData(TensorMemory.Scoped(() =>
        {
            var values = data.to_type(ScalarType.Float32);
            if (!ChannelWise)
            {
                return Normalize(values, Subtrahend, Divisor).to_type(Dtype ?? data.dtype);
            }
            CheckChannels(Subtrahend, nameof(Subtrahend), values.shape[0]);
            CheckChannels(Divisor, nameof(Divisor), values.shape[0]);
            return stack(values.unbind(0).Select((channel, i) => Normalize(channel, Subtrahend?[i], Divisor?[i]))).to_type(Dtype ?? data.dtype);
        }));
    }

    private Tensor Normalize(Tensor values, Tensor? subtrahend, Tensor? divisor)
    {
        var chosen = Nonzero ? values.ne(0) : null;
        var counted = chosen is null ? values : values.masked_select(chosen);
        if (counted.numel() == 0)
        {
            return values.alias();
        }
        var mean = subtrahend?.to_type(ScalarType.Float32) ?? counted.mean();
        var deviation = divisor?.to_type(ScalarType.Float32) ?? counted.std(unbiased: false);
        deviation = where(deviation.eq(0), ones_like(deviation), deviation);
        var normalized = (values - mean) / deviation;
        return chosen is null ? normalized : where(chosen, normalized, values);
    }

    private static void CheckChannels(Tensor? values, string name, long channels)
    {
        if (values is not null && (values.Dimensions == 0 || values.shape[0] != channels))
        {
            throw new ArgumentException($"the image has {channels} channels, {name} {(values.Dimensions == 0 ? 1 : values.shape[0])} components; one for each is needed.");
        }
    }
}
