using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Weighs neighbours along each axis in turn: by the CPU's kernel, or by libtorch elsewhere.</summary>
internal static class SeparableFilter
{
    /// <summary>The filtered image. Outside it is 0.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <param name="weights">For each spatial axis an odd number of weights.</param>
    /// <returns>[C, spatial...], float32.</returns>
    public static Tensor Apply(Tensor image, IReadOnlyList<float[]> weights) => TensorMemory.Scoped(() =>
    {
        if (image.device_type == DeviceType.CPU && weights.Count <= 3)
        {
            var filtered = image.to_type(ScalarType.Float32, copy: true).contiguous();
            SeparableConvolution.Apply(filtered.AsSpan<float>(), filtered.shape.AsSpan(1), (int)filtered.shape[0], weights);
            return filtered;
        }
        var current = image.to_type(ScalarType.Float32);
        for (var axis = 0; axis < weights.Count; axis++)
        {
            using var kernel = tensor(weights[axis], device: image.device).reshape(1, 1, -1);
            var lines = current.movedim([axis + 1], [-1]);
            current = nn.functional.conv1d(lines.reshape(-1, 1, lines.shape[^1]), kernel, padding: weights[axis].Length / 2).reshape(lines.shape).movedim([-1], [axis + 1]);
        }
        return current.contiguous();
    });

    /// <summary>The filtered image, with something else than 0 outside.</summary>
    public static Tensor Apply(Tensor image, IReadOnlyList<float[]> weights, PadMode outside) => TensorMemory.Scoped(() =>
    {
        if (outside == PadMode.Constant)
        {
            return Apply(image, weights);
        }
        var filtered = Apply(Borders.Apply(image, [.. weights.Select(w => ((long)w.Length / 2, (long)w.Length / 2))], outside, 0), weights);
        for (var axis = 0; axis < weights.Count; axis++)
        {
            filtered = filtered.narrow(axis + 1, weights[axis].Length / 2, image.shape[axis + 1]);
        }
        return filtered.contiguous();
    });

    /// <summary>Gaussian weights for each spatial axis of an image.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <param name="sigma">Standard deviations, voxels: one for all axes, or one for each.</param>
    /// <param name="approx">How the gaussian is put on the grid.</param>
    /// <exception cref="ArgumentException">There are neither one nor as many deviations as axes.</exception>
    public static IReadOnlyList<float[]> Gaussian(Tensor image, Imaging.Values<double> sigma, GaussianApproximation approx)
    {
        var rank = (int)image.Dimensions - 1;
        return sigma.Count == 1 || sigma.Count == rank ? [.. Enumerable.Range(0, rank).Select(axis => GaussianWeights.Of(sigma.Cyclic(axis), approx))]
            : throw new ArgumentException($"sigma is {sigma}; one number, or {rank} (one an axis), is expected.");
    }
}
