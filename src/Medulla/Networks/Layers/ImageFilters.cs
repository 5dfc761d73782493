using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Filters batches of images on any device, so that gradients flow. Channels do not mix.</summary>
public static class ImageFilters
{
    /// <summary>Weighs the neighbours of each voxel; outside the images is 0.</summary>
    /// <param name="x">[B, C, spatial...], one to three spatial axes.</param>
    /// <param name="kernel">Weights [spatial...] for all, [C, spatial...] for each channel, or [B, C, spatial...].</param>
    /// <param name="stride">Step between output voxels, one number or one an axis; 1 if null.</param>
    /// <param name="padding">Zeros added on each side; what keeps the size if null.</param>
    /// <exception cref="ArgumentException">Images and kernel do not fit each other.</exception>
    [ReferenceName("apply_filter")]
    public static Tensor Apply(Tensor x, Tensor kernel, Values<int>? stride = null, Values<int>? padding = null) => TensorMemory.Scoped(() =>
    {
        var (shape, weights) = (x.shape, kernel.shape);
        var rank = shape.Length - 2;
        if (rank is < 1 or > 3 || weights.Length < rank || weights.Length > rank + 2)
        {
            throw new ArgumentException(
                $"apply_filter: x is [{string.Join(", ", shape)}] and the kernel [{string.Join(", ", weights)}]; images of 1 to 3 spatial axes, and as many axes of the kernel "
                + "or up to two more, are expected.", nameof(kernel));
        }
        var size = weights[^rank..];
        var steps = Dimensions.PerAxis("apply_filter", nameof(stride), stride ?? 1, rank);
        var groups = kernel.to(x.dtype, x.device).expand([shape[0], shape[1], .. size]).reshape([-1, 1, .. size]);
        var images = x.reshape([1, -1, .. shape[2..]]);
        if (padding is null)
        {
            // Of an even kernel's zeros, the one more stands at the upper end.
            images = nn.functional.pad(images, [.. size.Reverse().SelectMany(n => new[] { (n - 1) / 2, n / 2 })]);
        }
        var zeros = Dimensions.PerAxis("apply_filter", nameof(padding), padding ?? 0, rank, least: 0);
        var filtered = Convolve(images, groups, steps, zeros, shape[0] * shape[1]);
        return filtered.reshape([shape[0], shape[1], .. filtered.shape[2..]]);
    });

    /// <summary>Weighs neighbours along each spatial axis in turn.</summary>
    /// <param name="x">[B, C, spatial...], one to three spatial axes.</param>
    /// <param name="kernels">Weights along each axis, one kernel for all or one for each. An even kernel takes one voxel off its axis.</param>
    /// <param name="mode">What lies outside the images: zeros, the reflected, replicated or circular image.</param>
    /// <exception cref="ArgumentException">There are more or fewer kernels, or no such filter.</exception>
    [ReferenceName("separable_filtering")]
    public static Tensor Separable(Tensor x, IReadOnlyList<Tensor> kernels, PadMode mode = PadMode.Constant) => TensorMemory.Scoped(() =>
    {
        var shape = x.shape;
        var rank = shape.Length - 2;
        if (rank is < 1 or > 3 || (kernels.Count != 1 && kernels.Count != rank))
        {
            throw new ArgumentException(
                $"separable_filtering: x is [{string.Join(", ", shape)}] and there are {kernels.Count} kernels; images of 1 to 3 spatial axes and one kernel for all or each are expected.", nameof(kernels));
        }
        // One channel and a larger batch: the grouped convolution that would keep channels apart is the slower one.
        var y = x.reshape([-1, 1, .. shape[2..]]);
        for (var axis = 0; axis < rank; axis++)
        {
            var kernel = kernels[kernels.Count == 1 ? 0 : axis].to(x.dtype, x.device);
            var length = kernel.numel();
            var ends = new long[2 * rank];
            ends[2 * (rank - 1 - axis)] = ends[2 * (rank - 1 - axis) + 1] = (length - 1) / 2;
            long[] along = [1, 1, .. Enumerable.Range(0, rank).Select(i => i == axis ? length : 1)];
            var padded = length == 1 ? y : nn.functional.pad(y, ends, Padded(mode));
            y = Convolve(padded, kernel.reshape(along), [.. Enumerable.Repeat(1, rank)], new int[rank], 1);
        }
        return y.reshape([shape[0], shape[1], .. y.shape[2..]]);
    });

    /// <summary>Weighs neighbours along each spatial axis in turn by the same weights.</summary>
    /// <inheritdoc cref="Separable(Tensor, IReadOnlyList{Tensor}, PadMode)"/>
    [ReferenceName("separable_filtering")]
    public static Tensor Separable(Tensor x, Tensor kernels, PadMode mode = PadMode.Constant) => Separable(x, [kernels], mode);

    /// <summary>Replaces each voxel by the median of the box around it. Outside the images is their nearest voxel.</summary>
    /// <param name="inTensor">Images along the last <paramref name="spatialDims"/> axes.</param>
    /// <param name="kernelSize">Voxels of the box, odd, one number or one an axis; 3 if null.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <exception cref="ArgumentException">The box has no middle, or there are too few axes.</exception>
    [ReferenceName("median_filter")]
    public static Tensor Median(Tensor inTensor, Values<int>? kernelSize = null, int spatialDims = 3) => TensorMemory.Scoped(() =>
    {
        const string Me = "median_filter";
        var size = Dimensions.PerAxis(Me, nameof(kernelSize), kernelSize ?? 3, Dimensions.Checked(Me, spatialDims));
        var shape = inTensor.shape;
        if (size.Any(n => n % 2 == 0) || shape.Length < spatialDims)
        {
            throw new ArgumentException(
                $"{Me}: kernelSize is {Values.From(size)} and the input [{string.Join(", ", shape)}]; odd sizes and at least {spatialDims} axes are expected.", nameof(kernelSize));
        }
        var space = shape[^spatialDims..];
        var images = inTensor.reshape([-1, 1, .. space]);
        if (images is { device_type: DeviceType.CPU, dtype: ScalarType.Float32 } && !(is_grad_enabled() && images.requires_grad))
        {
            var voxels = images.detach().contiguous();
            var result = empty_like(voxels);
            MedianFilter(voxels, space, size, result);
            return result.reshape(shape);
        }
        var padded = nn.functional.pad(images, [.. size.Reverse().SelectMany(n => new[] { n / 2L, n / 2L })], PaddingModes.Replicate);
        IEnumerable<Tensor> shifted = [padded];
        for (var axis = 0; axis < spatialDims; axis++)
        {
            var (dim, length, count) = (axis + 2, space[axis], size[axis]);
            shifted = shifted.SelectMany(image => Enumerable.Range(0, count).Select(start => image.narrow(dim, start, length)));
        }
        return stack(shifted).kthvalue((size.Aggregate(1, (product, n) => product * n) + 1) / 2, 0).values.reshape(shape);
    });

    private static void MedianFilter(Tensor images, long[] space, int[] size, Tensor result)
        => Imaging.Kernels.MedianFilter.Apply(images.AsSpan<float>(), space, checked((int)images.shape[0]), size.Select(n => n / 2).ToArray(), result.AsSpan<float>());

    private static Tensor Convolve(Tensor x, Tensor kernel, int[] stride, int[] padding, long groups)
    {
        long[] steps = [.. stride];
        long[] zeros = [.. padding];
        return stride.Length switch
        {
            1 => nn.functional.conv1d(x, kernel, stride: steps[0], padding: zeros[0], groups: groups),
            2 => nn.functional.conv2d(x, kernel, strides: steps, padding: zeros, groups: groups),
            _ => nn.functional.conv3d(x, kernel, strides: steps, padding: zeros, groups: groups),
        };
    }

    private static PaddingModes Padded(PadMode mode) => mode switch
    {
        PadMode.Constant => PaddingModes.Constant,
        PadMode.Reflect => PaddingModes.Reflect,
        PadMode.Edge => PaddingModes.Replicate,
        PadMode.Wrap => PaddingModes.Circular,
        _ => throw new ArgumentException($"separable_filtering: mode is {mode}; zeros, reflect, replicate or circular is expected.", nameof(mode)),
    };
}
