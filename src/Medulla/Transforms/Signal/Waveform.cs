using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>Periodic waves of unit height.</summary>
internal static class Waveform
{
    /// <summary>sin(frequency t) for t = 0 .. count - 1, float64.</summary>
    public static Tensor Sine(long count, double frequency) => (arange(count, ScalarType.Float64) * frequency).sin();

    /// <summary>1 in the first half of each period of frequency t and -1 in the second, for t = 0 .. count - 1, float32.</summary>
    public static Tensor Square(long count, double frequency)
    {
        var phase = (arange(count, ScalarType.Float64) * frequency).remainder(2 * Math.PI);
        return where(phase.lt((double)MathF.PI), ones(1, ScalarType.Float32), -ones(1, ScalarType.Float32));
    }
}
