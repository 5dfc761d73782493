using Medulla.Imaging;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Sobel's gradients: differences along one axis, smoothed along the others.</summary>
internal static class SobelFilter
{
    private static readonly float[] Difference = [-1, 0, 1];
    private static readonly float[] Smoothing = [1, 2, 1];

    /// <summary>The gradients along axes.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <param name="size">Size of the kernel, odd and at least 3.</param>
    /// <param name="axes">Spatial axes, negative ones counted from the end; all if null.</param>
    /// <param name="normalizeKernels">Whether a slope of 1 a voxel gives 1.</param>
    /// <param name="normalizeGradients">Whether each gradient is mapped to [0, 1].</param>
    /// <param name="outside">What the outside of the image is taken for.</param>
    /// <returns>[axes x C, spatial...], axis by axis.</returns>
    /// <exception cref="ArgumentException">The size is even or too small, or the image has no such axis.</exception>
    public static Tensor Gradients(Tensor image, int size, Values<int>? axes, bool normalizeKernels, bool normalizeGradients, PadMode outside)
    {
        var rank = (int)image.Dimensions - 1;
        if (size < 3 || size % 2 == 0)
        {
            throw new ArgumentException($"Sobel: the kernel's size is {size}; it must be odd and at least 3.");
        }
        if (axes?.FirstOrDefault(axis => axis < -rank || axis >= rank, 0) is { } wrong && (wrong < -rank || wrong >= rank))
        {
            throw new ArgumentException($"Sobel: there is no spatial axis {wrong} in an image with {rank} of them.");
        }
        var difference = Widened(Difference, size, normalizeKernels ? 2 : 1, normalizeKernels);
        var smoothing = Widened(Smoothing, size, normalizeKernels ? 4 : 1, normalizeKernels);
        return cat((axes ?? Values.From(Enumerable.Range(0, rank))).Select(along =>
        {
            var gradient = SeparableFilter.Apply(
                image, [.. Enumerable.Range(0, rank).Select(axis => axis == (along + rank) % rank ? difference : smoothing)], outside);
            return normalizeGradients ? Normalized(gradient) : gradient;
        }).ToList()).to_type(image.is_floating_point() ? image.dtype : ScalarType.Float32);
    }

    /// <summary>The kernel, divided, then smoothed until it has the size.</summary>
    private static float[] Widened(float[] kernel, int size, float divisor, bool normalized)
    {
        kernel = Array.ConvertAll(kernel, weight => weight / divisor);
        while (kernel.Length < size)
        {
            float At(int i) => i >= 0 && i < kernel.Length ? kernel[i] : 0;
            kernel = [.. Enumerable.Range(-1, kernel.Length + 2).Select(i => (At(i - 1) + 2 * At(i) + At(i + 1)) / (normalized ? 4 : 1))];
        }
        return kernel;
    }

    private static Tensor Normalized(Tensor gradient)
    {
        var (low, high) = (gradient.min(), gradient.max());
        var shifted = low.Equals(high) ? gradient : gradient - low;
        var largest = shifted.max();
        return largest.gt(0).item<bool>() ? shifted / largest : shifted;
    }
}
