using Medulla.Imaging;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Makes Gibbs ringing, as of an MR scan whose k-space was sampled too little: drops all frequencies outside a ball.</summary>
/// <param name="Alpha">How much is dropped, in [0, 1]; 0 leaves the image as it is, 1 leaves nothing.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Alpha"/> is not in [0, 1].</exception>
/// <remarks>Images that are not floating point become float32. See Morelli et al., RadioGraphics 31(3), 2011.</remarks>
public sealed record GibbsNoise(double Alpha = 0.1) : Transform
{
    /// <summary>How much is dropped.</summary>
    public double Alpha { get; init; } = Check.Probability(Alpha);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(Filter(image.Data, Alpha));

    /// <summary>The voxels without the frequencies outside the ball.</summary>
    /// <param name="voxels">[C, spatial...].</param>
    /// <param name="alpha">See <see cref="Alpha"/>.</param>
    internal static Tensor Filter(Tensor voxels, double alpha) => TensorMemory.Scoped(() =>
    {
        var real = voxels.is_floating_point() && voxels.element_size() >= sizeof(float) ? voxels : voxels.to_type(ScalarType.Float32);
        var size = real.shape[1..];
        var axes = Enumerable.Range(1, size.Length).Select(axis => (long)axis).ToArray();
        var spectrum = fft.rfftn(real, dim: axes);
        spectrum.mul_(Weights(size, alpha).to(spectrum.device).to_type(real.dtype));
        return fft.irfftn(spectrum, size, axes);
    });

    /// <summary>The weight of each frequency, in the order and with the half last axis of a real Fourier transform.</summary>
    /// <remarks>
    /// The ball's center is that of the grid, which for even sizes lies between two frequencies, so f may be inside and -f
    /// outside. The real part of what is left of the two has half the weight for both.
    /// </remarks>
    private static Tensor Weights(long[] size, double alpha)
    {
        var radius = (1 - alpha) * size.Max() * Math.Sqrt(2) / 2;
        return (Inside(1) + Inside(-1)).to_type(ScalarType.Float32) / 2;

        Tensor Inside(int sign)
        {
            var squared = zeros([], ScalarType.Float64);
            for (var axis = 0; axis < size.Length; axis++)
            {
                var n = size[axis];
                var frequencies = arange(axis == size.Length - 1 ? n / 2 + 1 : n) * sign;
                squared = squared.unsqueeze(-1) + ((frequencies + n / 2).remainder(n) - (n - 1) / 2.0).square();
            }
            return squared.sqrt_().le(radius).to_type(ScalarType.Byte);
        }
    }

    /// <summary>Makes Gibbs ringing in keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Alpha">How much is dropped, in [0, 1].</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, double Alpha = 0.5, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly GibbsNoise noise = new(Alpha);

        private protected override Sample Apply(Sample sample, Call call) => ForEachKey(sample, (key, _) => noise.Apply(sample.Image(key)));
    }
}
