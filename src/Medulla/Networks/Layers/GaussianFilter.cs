using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms.Intensity;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Smooths images by a Gaussian, whose standard deviations may learn. Outside the images is 0.</summary>
public sealed class GaussianFilter : Block
{
    private readonly int spatialDims;
    private readonly double truncated;
    private readonly GaussianApproximation approx;
    private readonly bool learns;

    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="sigma">Standard deviations, voxels, one number or one an axis.</param>
    /// <param name="truncated">Where the Gaussian ends, standard deviations from its middle, above 0.</param>
    /// <param name="approx">How the Gaussian is put on the grid.</param>
    /// <param name="requiresGrad">Whether the deviations learn.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there are too few or too many deviations.</exception>
    public GaussianFilter(
        int spatialDims, Values<double> sigma, double truncated = 4, GaussianApproximation approx = GaussianApproximation.Erf, bool requiresGrad = false)
        : base(nameof(GaussianFilter))
    {
        this.spatialDims = Dimensions.Checked(nameof(GaussianFilter), spatialDims);
        if ((sigma.Count != 1 && sigma.Count != spatialDims) || !(truncated > 0))
        {
            throw new ArgumentException(
                $"GaussianFilter: sigma is {sigma} and truncated {truncated}; one deviation, or {spatialDims} (one an axis), and a number above 0 are expected.", nameof(sigma));
        }
        (this.truncated, this.approx, learns) = (truncated, approx, requiresGrad);
        for (var axis = 0; axis < spatialDims; axis++)
        {
            register_parameter(Name(axis), new TorchSharp.Modules.Parameter(tensor((float)sigma.Cyclic(axis)), requiresGrad));
        }
    }

    /// <summary>Weights of a Gaussian along one axis, so that gradients flow to its deviation.</summary>
    /// <param name="sigma">Standard deviation, voxels, one number.</param>
    /// <param name="truncated">Where it ends, standard deviations from its middle, above 0.</param>
    /// <param name="approx">How it is put on the grid.</param>
    /// <param name="normalize">Whether the weights are scaled to sum to 1.</param>
    /// <returns>An odd number of weights, float32, the middle one for the voxel itself.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="truncated"/> is not above 0.</exception>
    [ReferenceName("gaussian_1d")]
    public static Tensor Kernel(Tensor sigma, double truncated = 4, GaussianApproximation approx = GaussianApproximation.Erf, bool normalize = false) => TensorMemory.Scoped(() =>
    {
        if (!(truncated > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(truncated), truncated, $"gaussian_1d: truncated is {truncated}; a number above 0 is expected.");
        }
        sigma = sigma.to_type(ScalarType.Float32);
        var tail = (int)(Math.Max(sigma.item<float>() * truncated, 0.5) + 0.5);
        var x = arange(-tail, tail + 1, ScalarType.Float32, sigma.device);
        var weights = approx switch
        {
            GaussianApproximation.Sampled => exp(-0.5 * (x / sigma).square()) / (Math.Sqrt(2 * Math.PI) * sigma),
            GaussianApproximation.Scalespace => Bessel(sigma.square(), x, tail),
            _ => (0.5 * (((x + 0.5) * Math.Sqrt(0.5) / sigma.abs()).erf() - ((x - 0.5) * Math.Sqrt(0.5) / sigma.abs()).erf())).clamp(min: 0),
        };
        return normalize ? weights / weights.sum() : weights;
    });

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (x.Dimensions != spatialDims + 2)
        {
            throw new ArgumentException($"GaussianFilter: the input is [{string.Join(", ", x.shape)}]; a batch, channels and {spatialDims} spatial axes are expected.");
        }
        var sigmas = Enumerable.Range(0, spatialDims).Select(axis => this.Weight(Name(axis)));
        return learns ? ImageFilters.Separable(x, [.. sigmas.Select(sigma => Kernel(sigma, truncated, approx))])
            : Losses.SeparableFilter.Apply(x, [.. sigmas.Select(sigma => GaussianWeights.Of(sigma.item<float>(), approx, truncated))]);
    }

    private static string Name(int axis) => $"kernel_sigma_{axis}";

    /// <summary>exp(-t) I_x(t), the mean of exp(t (cos a - 1)) cos(a x) over the circle, which equidistant angles give to rounding.</summary>
    private static Tensor Bessel(Tensor t, Tensor x, int tail)
    {
        var angles = arange(0, 4 * (tail + 4), ScalarType.Float32, x.device) * (2 * Math.PI / (4 * (tail + 4)));
        return (((angles.cos() - 1) * t).exp() * (x.unsqueeze(1) * angles).cos()).mean([1]);
    }
}
