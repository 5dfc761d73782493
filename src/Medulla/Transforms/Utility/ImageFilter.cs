using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms.Intensity;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Filters an image, channel by channel: with a filter by name, a kernel of one's own, a module or a transform.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="FilterSize">Edge of a named filter's kernel in voxels, odd; <see cref="NamedFilter.Gaussian"/> needs none.</param>
/// <param name="Sigma"><see cref="NamedFilter.Gaussian"/>: standard deviation in voxels, one or one for each axis.</param>
/// <param name="Truncated"><see cref="NamedFilter.Gaussian"/>: how many standard deviations the kernel reaches.</param>
/// <param name="Approx"><see cref="NamedFilter.Gaussian"/>: how it becomes weights.</param>
/// <param name="Order"><see cref="NamedFilter.SavitzkyGolay"/>: order of the polynomial.</param>
/// <param name="Axis"><see cref="NamedFilter.SavitzkyGolay"/>: the axis, 2 being the first spatial one.</param>
/// <param name="Mode"><see cref="NamedFilter.SavitzkyGolay"/>: what the outside of the image is taken for.</param>
/// <param name="SpatialAxes"><see cref="NamedFilter.Sobel"/>: axes of the gradients; all if null.</param>
/// <param name="NormalizeKernels"><see cref="NamedFilter.Sobel"/>: whether a slope of 1 a voxel gives 1.</param>
/// <param name="NormalizeGradients"><see cref="NamedFilter.Sobel"/>: whether each gradient is mapped to [0, 1].</param>
/// <param name="PaddingMode"><see cref="NamedFilter.Sobel"/>: what the outside of the image is taken for.</param>
/// <exception cref="ArgumentException">A named filter lacks its size, sigma or order, or the size is even.</exception>
/// <remarks>Outside the image is 0 where nothing else is said. Integers give float32, as kernels are not normalised.</remarks>
public sealed record ImageFilter(
    [ReferenceName("kernel")] VoxelFilter Filter, [ReferenceName("kernel_size")] int? FilterSize = null, Values<double>? Sigma = null,
    double Truncated = 4, GaussianApproximation Approx = GaussianApproximation.Erf, int? Order = null, int Axis = 2,
    PaddingModes Mode = PaddingModes.Zeros, Values<int>? SpatialAxes = null, bool NormalizeKernels = true, bool NormalizeGradients = false,
    PaddingModes PaddingMode = PaddingModes.Reflect) : Transform
{
    /// <summary>The filter.</summary>
    public VoxelFilter Filter { get; init; } = Complete(Filter, FilterSize, Sigma, Order);

    private int Size => FilterSize ?? 1;

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => Filter.Transform is { } transform ? transform.Apply(image)
            : image.WithData(TensorMemory.Scoped(() => Filtered(image.Data).alias()));

    private Tensor Filtered(Tensor image)
    {
        if (Filter.Kernel is { } kernel)
        {
            return Convolution.Apply(image, kernel);
        }
        if (Filter.Module is { } module)
        {
            return module.call(image.unsqueeze(0))[0].alias();
        }
        var rank = (int)image.Dimensions - 1;
        return Filter.Name switch
        {
            NamedFilter.Mean => Separable(image, [.. Enumerable.Repeat(Ones(Size), rank)]),
            NamedFilter.Laplace => Around(image, ones(Cube(rank)), 1),
            NamedFilter.Elliptical => Convolution.Apply(image, Ball(rank)),
            NamedFilter.Sharpen => Around(image, Ball(rank), 0),
            NamedFilter.Sobel => SobelFilter.Gradients(image, Size, SpatialAxes, NormalizeKernels, NormalizeGradients, OutsideOf(PaddingMode)),
            NamedFilter.Median => new MedianSmooth(Size / 2).Apply(new(image)).Data.to_type(image.is_floating_point() ? image.dtype : ScalarType.Float32),
            NamedFilter.Gaussian => Separable(image, [.. SpatialSize.PerAxis(Sigma!, rank, nameof(Sigma)).Select(sigma => GaussianWeights.Of(sigma, Approx, Truncated))]),
            _ => new SavitzkyGolaySmooth(Size, Order!.Value, Axis - 1, OutsideOf(Mode)).Apply(new(image)).Data,
        };
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    private long[] Cube(int rank) => [.. Enumerable.Repeat((long)Size, rank)];

    /// <summary>1 where a voxel's center lies in a ball that touches the cube's faces.</summary>
    private Tensor Ball(int rank)
    {
        var squared = zeros([], ScalarType.Float32);
        for (var axis = 0; axis < rank; axis++)
        {
            squared = squared.unsqueeze(-1) + arange(-(Size / 2), Size / 2 + 1, ScalarType.Float32).square();
        }
        return squared.le(Size / 2 * (Size / 2)).to_type(ScalarType.Float32).view(Cube(rank));
    }

    /// <summary>The voxel times the sum of a kernel of ones, less <paramref name="own"/>, minus its neighbours under the kernel.</summary>
    private static Tensor Around(Tensor image, Tensor kernel, double own)
    {
        var center = kernel.sum().item<float>() - own;
        kernel = -kernel;
        kernel.view(-1)[kernel.numel() / 2] = (float)center;
        return Convolution.Apply(image, kernel);
    }

    private static Tensor Separable(Tensor image, IReadOnlyList<float[]> weights, PadMode outside = PadMode.Constant)
        => SeparableFilter.Apply(image, weights, outside).to_type(image.is_floating_point() ? image.dtype : ScalarType.Float32);

    private static PadMode OutsideOf(PaddingModes padding) => padding switch
    {
        PaddingModes.Reflect => PadMode.Reflect,
        PaddingModes.Replicate => PadMode.Edge,
        PaddingModes.Circular => PadMode.Wrap,
        _ => PadMode.Constant,
    };

    /// <summary>What a named filter needs must be there.</summary>
    internal static VoxelFilter Complete(VoxelFilter filter, int? size, Values<double>? sigma, int? order)
    {
        if (filter.Name is not { } name)
        {
            return filter;
        }
        if (name != NamedFilter.Gaussian && size is null or 0)
        {
            throw new ArgumentException($"ImageFilter: {name} needs a FilterSize.");
        }
        if (size is { } edge && edge != 0 && (edge < 0 || edge % 2 == 0))
        {
            throw new ArgumentException($"ImageFilter: FilterSize is {edge}; it must be odd.");
        }
        return name == NamedFilter.Gaussian && sigma is null ? throw new ArgumentException("ImageFilter: Gaussian needs Sigma.")
            : name == NamedFilter.SavitzkyGolay && order is null ? throw new ArgumentException("ImageFilter: SavitzkyGolay needs Order.")
            : filter;
    }
}
