using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>One frequency of an image: a wave of one direction, and its share in the image.</summary>
/// <remarks>
/// With a = the phase along all axes but the last and b = the phase along the last, cos(a + b) = cos a cos b - sin a sin b: sums over
/// the image, and adding to it, are products of a matrix with two columns.
/// </remarks>
internal sealed class PlaneWave
{
    private readonly Tensor leading;   // a, in radians, [voxels along all axes but the last]
    private readonly Tensor last;      // rows cos b and sin b
    private readonly double real;
    private readonly double imaginary;

    private PlaneWave(Tensor leading, Tensor last, double real, double imaginary)
        => (this.leading, this.last, this.real, this.imaginary) = (leading, last, real, imaginary);

    /// <summary>The coefficient of one frequency in the unnormalised Fourier transform of a channel.</summary>
    /// <param name="channel">[spatial...], contiguous.</param>
    /// <param name="at">Index of the frequency, with frequency 0 in the middle.</param>
    public static PlaneWave Measure(Tensor channel, Values<int> at)
    {
        var size = channel.shape;
        var leading = zeros([1], ScalarType.Float64, channel.device);
        for (var axis = 0; axis < size.Length - 1; axis++)
        {
            leading = (leading.unsqueeze(-1) + Phases(axis)).flatten();
        }
        var phases = Phases(size.Length - 1);
        var last = stack([phases.cos(), phases.sin()]);
        var sums = channel.view(-1, size[^1]).mm(last.to_type(channel.dtype).t()).to_type(ScalarType.Float64);
        var (along, across) = (sums.select(1, 0), sums.select(1, 1));
        var (cos, sin) = (leading.cos(), leading.sin());
        return new(leading, last, (cos * along - sin * across).sum().item<double>(), -(cos * across + sin * along).sum().item<double>());

        Tensor Phases(int axis)
        {
            var n = size[axis];
            return arange(n, ScalarType.Float64, channel.device) * (2 * Math.PI * (at[axis] - n / 2) / n);
        }
    }

    /// <summary>Gives the frequency another strength and leaves its phase, in place.</summary>
    /// <param name="channel">The channel that was measured.</param>
    /// <param name="strength">Absolute value of the coefficient.</param>
    public void AddTo(Tensor channel, double strength)
    {
        var phase = Math.Atan2(imaginary, real);
        var change = (strength - Math.Sqrt(real * real + imaginary * imaginary)) / channel.numel();
        var angles = leading + phase;
        var wave = stack([angles.cos() * change, angles.sin() * -change], 1);
        channel.view(-1, last.shape[1]).addmm_(wave.to_type(channel.dtype), last.to_type(channel.dtype), 1, 1);
    }
}
