using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Randomness;

/// <summary>Draws whole tensors from a <see cref="RandomState"/>, straight into their memory.</summary>
public static class RandomStateTensors
{
    private const long SliceLength = 1L << 24;   // a span ends at 2^31 bytes; a tensor does not

    private delegate void Fill<T>(Span<T> destination);

    /// <summary>A CPU tensor of normally distributed numbers, drawn in row-major order.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="mean">Mean of the distribution.</param>
    /// <param name="std">Its standard deviation, at least 0.</param>
    /// <param name="shape">Shape of the tensor.</param>
    /// <param name="dtype">Float64, or Float32 with the same draws rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> or a size is negative.</exception>
    /// <exception cref="ArgumentException">Another <paramref name="dtype"/>.</exception>
    public static Tensor Normal(this RandomState random, double mean, double std, ReadOnlySpan<long> shape, ScalarType dtype = ScalarType.Float64)
        => Filled(shape, dtype, (Span<double> slice) => random.FillNormal(slice, mean, std), (Span<float> slice) => random.FillNormal(slice, mean, std));

    /// <summary>A CPU tensor of numbers uniform in [low, high), drawn in row-major order.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="low">Lower bound, inclusive.</param>
    /// <param name="high">Upper bound, exclusive.</param>
    /// <param name="shape">Shape of the tensor.</param>
    /// <param name="dtype">Float64, or Float32 with the same draws rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width of the interval is not finite, or a size is negative.</exception>
    /// <exception cref="ArgumentException">Another <paramref name="dtype"/>.</exception>
    public static Tensor Uniform(this RandomState random, double low, double high, ReadOnlySpan<long> shape, ScalarType dtype = ScalarType.Float64)
        => Filled(shape, dtype, (Span<double> slice) => random.FillUniform(slice, low, high), (Span<float> slice) => random.FillUniform(slice, low, high));

    private static Tensor Filled(ReadOnlySpan<long> shape, ScalarType dtype, Fill<double> doubles, Fill<float> floats)
    {
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
        }
        if (dtype is not (ScalarType.Float64 or ScalarType.Float32))
        {
            throw new ArgumentException($"RandomState: tensors of {dtype} are not drawn; take Float64 or Float32 and convert.");
        }
        var result = empty(shape, dtype);
        try
        {
            using var flat = result.view(-1);
            var length = result.numel();
            for (var start = 0L; start < length; start += SliceLength)
            {
                using var slice = flat.narrow(0, start, Math.Min(SliceLength, length - start));
                if (dtype == ScalarType.Float64)
                {
                    doubles(slice.AsSpan<double>());
                }
                else
                {
                    floats(slice.AsSpan<float>());
                }
            }
        }
        catch
        {
            result.Dispose();
            throw;
        }
        return result;
    }
}
