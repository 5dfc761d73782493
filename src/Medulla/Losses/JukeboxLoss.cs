using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Squared difference of the amplitudes of two pictures' spectra. Dhariwal et al., Jukebox (2020). Input and target
/// [B, C, spatial...]; the channels are transformed with space.
/// </summary>
/// <param name="spatialDims">Number of spatial axes.</param>
/// <param name="fftSignalSize">Sizes of the channel and spatial axes, to which pictures are cut or padded with zeros at the end first; as they are if null.</param>
/// <param name="fftNorm">How the spectrum is scaled.</param>
/// <param name="reduction">How the parts, one a frequency, become one number.</param>
/// <exception cref="ArgumentException">There is not one size for the channels and each spatial axis.</exception>
/// <exception cref="ArgumentOutOfRangeException">There is no spatial axis.</exception>
public sealed class JukeboxLoss(
    int spatialDims, Values<int>? fftSignalSize = null, FFTNormType fftNorm = FFTNormType.Ortho, Reduction reduction = Reduction.Mean)
    : Loss(nameof(JukeboxLoss), reduction)
{
    private readonly long[] axes = [.. Enumerable.Range(1, Check.Positive(spatialDims) + 1).Select(axis => (long)axis)];
    private readonly long[]? size = fftSignalSize is null || fftSignalSize.Count == spatialDims + 1 ? fftSignalSize?.Select(n => (long)n).ToArray()
        : throw new ArgumentException($"JukeboxLoss: fft_signal_size is {fftSignalSize}; the channels and {spatialDims} spatial axes each take a size.", nameof(fftSignalSize));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(JukeboxLoss), input, spatialDims, spatialDims);
        Shapes.RequireEqual(nameof(JukeboxLoss), input, target);
        Tensor Amplitude(Tensor x) => fft.fftn(x, size!, axes, fftNorm).abs();
        return Reduce((Amplitude(input) - Amplitude(target)).square());
    }
}
