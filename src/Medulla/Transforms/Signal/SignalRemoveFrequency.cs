using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>Removes a frequency from a signal, such as the hum of the mains: a notch filter, forwards and backwards so that nothing is delayed.</summary>
/// <param name="Frequency">The frequency, in Hz, above 0 and below half of <paramref name="SamplingFreq"/>.</param>
/// <param name="QualityFactor">The frequency over the width of the notch; the larger, the narrower.</param>
/// <param name="SamplingFreq">Samples a second.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0, or the frequency too high.</exception>
/// <remarks>
/// The result is cut to [-1, 1], as the reference does it. The filter starts from silence. See Orfanidis, Introduction to Signal Processing,
/// 1996, section 11.3.
/// </remarks>
public sealed record SignalRemoveFrequency(double Frequency, double QualityFactor, double SamplingFreq) : Transform
{
    /// <summary>The frequency.</summary>
    public double Frequency { get; init; } = Check.Positive(Frequency) < SamplingFreq / 2 ? Frequency
        : throw new ArgumentOutOfRangeException(nameof(Frequency), Frequency, $"SignalRemoveFrequency: a signal of {SamplingFreq} samples a second has frequencies below {SamplingFreq / 2} Hz.");

    /// <summary>The frequency over the width of the notch.</summary>
    public double QualityFactor { get; init; } = Check.Positive(QualityFactor);

    /// <summary>Samples a second.</summary>
    public double SamplingFreq { get; init; } = Check.Positive(SamplingFreq);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(TensorMemory.Scoped(() =>
    {
        var signal = image.Data.to(ScalarType.Float64, CPU, copy: true).contiguous();
        var samples = signal.AsSpan<double>();
        var length = (int)signal.shape[^1];
        for (var start = 0; start < samples.Length; start += length)
        {
            var channel = samples.Slice(start, length);
            Filter(channel);
            channel.Reverse();
            Filter(channel);
            channel.Reverse();
        }
        return signal.clamp(-1, 1).to(image.Data.is_floating_point() ? image.Data.dtype : ScalarType.Float32, image.Data.device);
    }));

    /// <summary>A second-order notch at the frequency, in place; its coefficients are float32 numbers, as in the reference.</summary>
    private void Filter(Span<double> samples)
    {
        var center = 2 * Math.PI * Frequency / SamplingFreq;
        var gain = 1 / (1 + Math.Tan(center / QualityFactor / 2));
        var (b0, b1, a2) = ((float)gain, (float)(-2 * gain * Math.Cos(center)), (float)(2 * gain - 1));
        var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0);
        foreach (ref var sample in samples)
        {
            var y = b0 * sample + b1 * x1 + b0 * x2 - b1 * y1 - a2 * y2;
            (x1, x2, y1, y2) = (sample, x1, y, y1);
            sample = y;
        }
    }
}
