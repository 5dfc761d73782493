using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The image's gradient along each axis, smoothed across it: the Sobel filter.</summary>
/// <param name="KernelSize">Voxels under the kernel along each axis, odd and at least 3.</param>
/// <param name="SpatialAxes">The axes to differentiate along, negative ones counted from the last; all if null.</param>
/// <param name="NormalizeKernels">Whether weights are scaled so that gradients are those of the image.</param>
/// <param name="NormalizeGradients">Whether each gradient image is scaled to [0, 1].</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="Dtype">Element type of the kernel's weights, which floating-point numbers alone can hold normalized; the result has the image's.</param>
/// <exception cref="ArgumentException">The kernel is even or too small, or of whole numbers though normalized; on a call, an axis does not exist.</exception>
public sealed record SobelGradients(
    int KernelSize = 3, Values<int>? SpatialAxes = null, bool NormalizeKernels = true, bool NormalizeGradients = false, PadMode PaddingMode = PadMode.Reflect,
    ScalarType Dtype = ScalarType.Float32) : Transform
{
    /// <summary>Voxels under the kernel along each axis.</summary>
    public int KernelSize { get; init; } = KernelSize >= 3 && KernelSize % 2 == 1 ? KernelSize
        : throw new ArgumentException($"SobelGradients: kernel_size is {KernelSize}; an odd number of at least 3 is expected.");

    /// <summary>Element type of the kernel's weights.</summary>
    public ScalarType Dtype { get; init; } = !NormalizeKernels || is_floating_point(Dtype) ? Dtype
        : throw new ArgumentException($"SobelGradients: dtype is {Dtype}; normalized kernels need a floating-point type.");

    /// <inheritdoc/>
    /// <returns>[C * axes, spatial...], the channels of the first axis first.</returns>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() => cat([.. Axes(image.Data).Select(axis => Gradient(image.Data, axis))], 0).to_type(image.Data.dtype)));

    private IEnumerable<int> Axes(Tensor image)
    {
        var rank = (int)image.Dimensions - 1;
        return (SpatialAxes ?? Values.From(Enumerable.Range(0, rank))).Select(axis => axis >= -rank && axis < rank ? (axis + rank) % rank
            : throw new ArgumentException($"SobelGradients: axis {axis} of an image with {rank} spatial axes; {-rank} to {rank - 1} are expected."));
    }

    private Tensor Gradient(Tensor image, int axis)
    {
        var rank = (int)image.Dimensions - 1;
        var (difference, smooth) = Weights();
        var gradient = SeparableFilter.Apply(image, [.. Enumerable.Range(0, rank).Select(i => i == axis ? difference : smooth)], PaddingMode);
        return NormalizeGradients ? Normalized(gradient) : gradient;
    }

    /// <summary>Weights along the axis of the gradient, and along the others.</summary>
    internal (float[] Difference, float[] Smooth) Weights() => (Expanded([-1, 0, 1], 2), Expanded([1, 2, 1], 4));

    private static Tensor Normalized(Tensor gradient)
    {
        var (low, high) = (gradient.min().to_type(ScalarType.Float64).item<double>(), gradient.max().to_type(ScalarType.Float64).item<double>());
        gradient = low != high ? gradient - low : gradient;
        var top = low != high ? high - low : high;
        return top > 0 ? gradient / top : gradient;
    }

    /// <summary>A kernel of three weights, smoothed to the kernel's size.</summary>
    private float[] Expanded(float[] weights, float scale)
    {
        float Scale(float of) => NormalizeKernels ? of : 1;
        var kernel = weights.Select(w => w / Scale(scale)).ToArray();
        while (kernel.Length < KernelSize)
        {
            float At(int i) => i >= 0 && i < kernel.Length ? kernel[i] : 0;
            kernel = [.. Enumerable.Range(-1, kernel.Length + 2).Select(i => (At(i - 1) + 2 * At(i) + At(i + 1)) / Scale(4))];
        }
        return kernel;
    }

    /// <summary>The same on a sample, with the result under another key if asked for.</summary>
    /// <param name="Keys">The images.</param>
    /// <param name="KernelSize">See <see cref="SobelGradients"/>.</param>
    /// <param name="SpatialAxes">See <see cref="SobelGradients"/>.</param>
    /// <param name="NormalizeKernels">See <see cref="SobelGradients"/>.</param>
    /// <param name="NormalizeGradients">See <see cref="SobelGradients"/>.</param>
    /// <param name="PaddingMode">See <see cref="SobelGradients"/>.</param>
    /// <param name="Dtype">See <see cref="SobelGradients"/>.</param>
    /// <param name="NewKeyPrefix">What comes before the key to name the result; the image is replaced if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, int KernelSize = 3, Values<int>? SpatialAxes = null, bool NormalizeKernels = true, bool NormalizeGradients = false,
        PadMode PaddingMode = PadMode.Reflect, ScalarType Dtype = ScalarType.Float32, string? NewKeyPrefix = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly SobelGradients sobel = new(KernelSize, SpatialAxes, NormalizeKernels, NormalizeGradients, PaddingMode, Dtype);

        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(
                sample, (result, key) => result.With(NewKeyPrefix + key, At(key, () => sobel.Apply(Item.Image(sample[key], sobel)))));
    }
}
