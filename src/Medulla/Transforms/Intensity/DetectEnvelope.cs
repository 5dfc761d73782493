using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>The envelope of a signal along an axis: the magnitude of its analytic signal.</summary>
/// <param name="Axis">The axis, the channels' being 0.</param>
/// <param name="N">Length to which the signal is cut or padded with zeros, and of the result; its own if null.</param>
/// <exception cref="ArgumentException">The axis is negative or the length not positive; on a call, there is no such axis.</exception>
public sealed record DetectEnvelope(int Axis = 1, int? N = null) : Transform
{
    /// <summary>The axis.</summary>
    public int Axis { get; init; } = Check.NotNegative(Axis);

    /// <summary>Length of the signal.</summary>
    public int? N { get; init; } = N is null ? null : Check.Positive(N.Value);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => Axis >= image.Data.Dimensions
            ? throw new ArgumentException($"DetectEnvelope: axis is {Axis}; the image is [{string.Join(", ", image.Data.shape)}], whose axes are 0 to {image.Data.Dimensions - 1}.")
            : image.WithData(TensorMemory.Scoped(() =>
            {
                var signal = image.Data.dtype == ScalarType.Float64 ? image.Data : image.Data.to_type(ScalarType.Float32);
                return Analytic(signal, Axis, N).abs().to_type(image.Data.dtype);
            }));

    /// <summary>The analytic signal: without its negative frequencies, positive ones doubled.</summary>
    internal static Tensor Analytic(Tensor signal, int axis, int? length)
    {
        var n = length ?? signal.shape[axis];
        var gain = Enumerable.Range(0, checked((int)n)).Select(i => i == 0 ? 1f : i <= (n - 1) / 2 ? 2f : 0f).ToArray();
        long[] along = [.. Enumerable.Range(0, (int)signal.Dimensions).Select(i => i == axis ? n : 1)];
        return fft.ifft(fft.fft_(signal, n, axis) * tensor(gain, device: signal.device).reshape(along), dim: axis);
    }
}
