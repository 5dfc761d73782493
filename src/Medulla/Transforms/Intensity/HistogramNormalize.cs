using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Equalizes the histogram: intensities are mapped so that all become about equally frequent.</summary>
/// <param name="NumBins">Bins of the histogram; whole numbers have one for each value instead.</param>
/// <param name="Min">The least intensity of the result.</param>
/// <param name="Max">The largest intensity of the result.</param>
/// <param name="Mask">Where the histogram is taken, of the image's shape; everywhere if null. May come with the call.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <exception cref="ArgumentException">There are no bins; on a call, the mask has another shape or is empty.</exception>
public sealed record HistogramNormalize(int NumBins = 256, double Min = 0, double Max = 255, Tensor? Mask = null, ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <summary>Bins of the histogram.</summary>
    public int NumBins { get; init; } = Check.Positive(NumBins);

    /// <inheritdoc/>
    /// <remarks>Computed on the CPU, wherever the image is.</remarks>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data.cpu();
            var counted = Mask is null ? data : Mask.numel() == data.numel() ? data.masked_select(Mask.cpu().ne(0).reshape(data.shape)) : throw new ArgumentException(
                $"HistogramNormalize: the mask is [{string.Join(", ", Mask.shape)}] and the image [{string.Join(", ", data.shape)}]; they must agree.");
            if (counted.numel() == 0)
            {
                throw new ArgumentException("HistogramNormalize: there are no voxels to count; the mask or the image is empty.");
            }
            var histogram = IntensityHistogram.Of(counted, NumBins);
            var sums = new double[histogram.Counts.Length];
            var total = 0L;
            for (var bin = 0; bin < sums.Length; bin++)
            {
                sums[bin] = total += histogram.Counts[bin];
            }
            var (first, last) = (sums[0], sums[^1]);
            var curve = sums.Select(sum => first == last ? sum * Min : (sum - first) / (last - first) * (Max - Min) + Min).ToArray();
            var values = data.to_type(ScalarType.Float32, copy: true).contiguous();
            PiecewiseLinear.Map(values.AsSpan<float>(), histogram.Centers, curve);
            return values.to_type(Dtype ?? image.Data.dtype).to(image.Data.device);
        }));

    /// <summary>The image with a mask that comes with the call.</summary>
    public MetaTensor Apply(MetaTensor image, Tensor? mask) => (this with { Mask = mask ?? Mask }).Apply(image);

    /// <summary>Equalizes keys of a sample.</summary>
    /// <param name="Keys">The images.</param>
    /// <param name="NumBins">See <see cref="HistogramNormalize"/>.</param>
    /// <param name="Min">See <see cref="HistogramNormalize"/>.</param>
    /// <param name="Max">See <see cref="HistogramNormalize"/>.</param>
    /// <param name="Mask">See <see cref="HistogramNormalize"/>.</param>
    /// <param name="MaskKey">The key of the mask, where none is given.</param>
    /// <param name="Dtype">See <see cref="HistogramNormalize"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, int NumBins = 256, double Min = 0, double Max = 255, Tensor? Mask = null, string? MaskKey = null,
        ScalarType? Dtype = ScalarType.Float32, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
        {
            var normalize = new HistogramNormalize(NumBins, Min, Max, Mask ?? (MaskKey is null ? null : At(MaskKey, () => sample.Image(MaskKey).Data)), Dtype);
            return ForEachKey(sample, (key, _) => normalize.Apply(sample.Image(key)));
        }
    }
}
