using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms.Intensity;
using TorchSharp;

namespace Medulla.Transforms.Utility;

/// <summary>Filters an image now and then; see <see cref="ImageFilter"/>.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="FilterSize">Edge of a named filter's kernel in voxels, odd; <see cref="NamedFilter.Gaussian"/> needs none.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
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
public sealed record RandImageFilter(
    [ReferenceName("kernel")] VoxelFilter Filter, [ReferenceName("kernel_size")] int? FilterSize = null, double Prob = 0.1,
    Values<double>? Sigma = null, double Truncated = 4, GaussianApproximation Approx = GaussianApproximation.Erf, int? Order = null, int Axis = 2,
    PaddingModes Mode = PaddingModes.Zeros, Values<int>? SpatialAxes = null, bool NormalizeKernels = true, bool NormalizeGradients = false,
    PaddingModes PaddingMode = PaddingModes.Reflect) : RandomTransform<RandImageFilter.Drawn>(Prob)
{
    /// <summary>The filter.</summary>
    public VoxelFilter Filter { get; init; } = ImageFilter.Complete(Filter, FilterSize, Sigma, Order);

    /// <summary>That the image is filtered; nothing else is drawn.</summary>
    public sealed record Drawn;

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new();

    /// <summary>The keyed form has no second generator.</summary>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first) => DrawOrSkip(generators, first);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new ImageFilter(
        Filter, FilterSize, Sigma, Truncated, Approx, Order, Axis, Mode, SpatialAxes, NormalizeKernels, NormalizeGradients, PaddingMode).Apply(image);
}
