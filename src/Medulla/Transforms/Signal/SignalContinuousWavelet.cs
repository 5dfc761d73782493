using Medulla.Imaging;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>The continuous wavelet transform of a signal: how much of each frequency is in it, over time.</summary>
/// <param name="Wavelet">The mother wavelet: mexh, morl, gausP (P from 1 to 8), cmorB-C, shanB-C or fbspM-B-C.</param>
/// <param name="Length">The frequencies are 1, 2, ... up to this, in Hz.</param>
/// <param name="Frequency">Samples a second.</param>
/// <exception cref="ArgumentException">There is no such wavelet, or a number is not above 0.</exception>
/// <remarks>
/// Takes [C, samples] and gives [C, frequencies, samples], float32 of float32 and float64 of other real signals; complex for complex
/// wavelets. The integral of the wavelet is sampled at each scale, convolved with the signal and differentiated, as PyWavelets does it.
/// </remarks>
public sealed record SignalContinuousWavelet(
    string Wavelet = "mexh", double Length = 125, double Frequency = 500) : Transform
{
    private const int Precision = 12;

    /// <summary>The mother wavelet.</summary>
    [ReferenceName("type")]
    public string Wavelet { get; init; } = Signal.Wavelet.Named(Wavelet) is null ? "" : Wavelet;

    /// <summary>The highest frequency.</summary>
    public double Length { get; init; } = Check.Positive(Length);

    /// <summary>Samples a second.</summary>
    public double Frequency { get; init; } = Check.Positive(Frequency);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The signal has not two axes, or is too short for a scale.</exception>
    public override MetaTensor Apply(MetaTensor image)
    {
        var signal = image.Data;
        if (signal.Dimensions != 2)
        {
            throw new ArgumentException($"SignalContinuousWavelet: a signal [{string.Join(", ", signal.shape)}] was given; [C, samples] is expected.");
        }
        return image.WithData(TensorMemory.Scoped(() =>
        {
            var wavelet = Signal.Wavelet.Named(Wavelet);
            var real = signal.dtype == ScalarType.Float32 ? signal : signal.to_type(ScalarType.Float64);
            var values = wavelet.Sample(Precision);
            var step = wavelet.Width / (values.Length - 1);
            // The reference places samples by numbers of the signal's precision, whose rounding shows at large scales.
            var sampledStep = real.dtype == ScalarType.Float32 ? (float)(step - wavelet.Width / 2) - (float)(-wavelet.Width / 2) : step;
            // The conjugate's integral, from the left.
            var (re, im) = (Integral(values.Select(v => v.Real), step), Integral(values.Select(v => -v.Imaginary), step));
            var central = wavelet.CentralFrequency();
            return stack(Enumerable.Range(1, (int)Math.Ceiling(Length)).Select(frequency =>
            {
                var scale = central * Frequency / frequency;
                return wavelet.IsComplex ? complex(Coefficients(real, re, scale, sampledStep, wavelet.Width), Coefficients(real, im, scale, sampledStep, wavelet.Width)) : Coefficients(real, re, scale, sampledStep, wavelet.Width);
            }).ToList(), 1);
        }));
    }

    /// <summary>The coefficients of one scale.</summary>
    private static Tensor Coefficients(Tensor signal, double[] integral, double scale, double step, double width)
    {
        var count = (int)Math.Ceiling(scale * width + 1);
        double[] sampled = [.. Enumerable.Range(0, count).Select(i => (int)(i / (scale * step))).Where(i => i < integral.Length).Select(i => integral[i])];
        // conv1d does not turn the kernel around; neither does a convolution with the wavelet seen in a mirror.
        var kernel = tensor(sampled, signal.dtype, signal.device).view(1, 1, -1);
        var convolved = nn.functional.conv1d(signal.unsqueeze(1), kernel, padding: sampled.Length - 1).squeeze(1);
        var samples = signal.shape[1];
        var coefficients = (convolved.narrow(1, 1, convolved.shape[1] - 1) - convolved.narrow(1, 0, convolved.shape[1] - 1)) * -Math.Sqrt(scale);
        var excess = coefficients.shape[1] - samples;
        return excess >= 0 ? coefficients.narrow(1, excess / 2, samples)
            : throw new ArgumentException($"SignalContinuousWavelet: scale {scale} is too small for this wavelet; lower Length or raise Frequency.");
    }

    private static double[] Integral(IEnumerable<double> values, double step)
    {
        var sum = 0.0;
        return [.. values.Select(value => (sum += value) * step)];
    }
}
