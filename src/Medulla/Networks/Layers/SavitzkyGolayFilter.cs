using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Fits a polynomial to the voxels around each along one axis and takes its value. Savitzky and Golay, Smoothing and differentiation of data by simplified least squares procedures (1964).</summary>
public sealed class SavitzkyGolayFilter : Block
{
    private readonly int axis;
    private readonly PadMode mode;

    /// <summary>[B, C, spatial...] to the same, float32.</summary>
    /// <param name="windowLength">Voxels of the fit, odd.</param>
    /// <param name="order">Degree of the polynomial, below <paramref name="windowLength"/>.</param>
    /// <param name="axis">The axis, counted with batch and channels: 2 is the first spatial one.</param>
    /// <param name="mode">What lies outside the images: zeros, the reflected, replicated or circular image.</param>
    /// <exception cref="ArgumentException">The window is even, or the degree not below it.</exception>
    public SavitzkyGolayFilter(int windowLength, int order, int axis = 2, PadMode mode = PadMode.Constant)
        : base(nameof(SavitzkyGolayFilter))
    {
        if (windowLength < 1 || windowLength % 2 == 0 || order < 0 || order >= windowLength)
        {
            throw new ArgumentException(
                $"SavitzkyGolayFilter: windowLength is {windowLength} and order {order}; an odd length, and a degree from 0 to below it, are expected.", nameof(windowLength));
        }
        (this.axis, this.mode) = (axis, mode);
        this.AddBuffer("coeffs", tensor(SavitzkyGolaySmooth.Weights(windowLength, order)), persistent: false);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var rank = (int)x.Dimensions - 2;
        if (axis < 2 || axis > rank + 1 || x.is_complex())
        {
            throw new ArgumentException(
                $"SavitzkyGolayFilter: the input is {x.dtype} [{string.Join(", ", x.shape)}] and the axis {axis}; real numbers and an axis from 2 to {rank + 1} are expected.");
        }
        var unity = ones(1, device: x.device);
        return ImageFilters.Separable(x.to_type(ScalarType.Float32), [.. Enumerable.Range(2, rank).Select(i => i == axis ? this.Buffer("coeffs") : unity)], mode);
    }
}
