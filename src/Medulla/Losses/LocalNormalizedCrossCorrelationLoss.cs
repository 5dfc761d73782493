using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Minus the squared correlation of two pictures in a window around each voxel, for registration within a modality. Avants et al.,
/// Symmetric diffeomorphic image registration with cross-correlation (2008). Input and target [B, C, spatial...]. Outside is 0.
/// </summary>
public sealed class LocalNormalizedCrossCorrelationLoss : Loss
{
    private readonly int spatialDims;
    private readonly float[] kernel;
    private readonly double volume;
    private readonly double smoothNr;
    private readonly double smoothDr;

    /// <summary>Makes the window.</summary>
    /// <param name="spatialDims">Number of spatial axes, 1 to 3.</param>
    /// <param name="kernelSize">Voxels of the window along each axis; odd, and above 1 for a Gaussian.</param>
    /// <param name="kernelType">How neighbours count.</param>
    /// <param name="reduction">How the parts [B, C, spatial...] become one number.</param>
    /// <param name="smoothNr">Added to the numerator.</param>
    /// <param name="smoothDr">The least variance, at least 0.</param>
    /// <exception cref="ArgumentException">The window's size is no odd number, or too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not 1 to 3 axes, or a variance is negative.</exception>
    public LocalNormalizedCrossCorrelationLoss(
        int spatialDims = 3, int kernelSize = 3, CorrelationWindow kernelType = CorrelationWindow.Rectangular,
        Reduction reduction = Reduction.Mean, double smoothNr = 0, double smoothDr = 1e-5)
        : base(nameof(LocalNormalizedCrossCorrelationLoss), reduction)
    {
        this.spatialDims = spatialDims is >= 1 and <= 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, "1, 2 or 3 spatial axes are expected.");
        if (kernelSize < 1 || kernelSize % 2 == 0 || (kernelSize == 1 && kernelType == CorrelationWindow.Gaussian))
        {
            throw new ArgumentException($"LocalNormalizedCrossCorrelationLoss: kernel_size is {kernelSize}; an odd number is expected, above 1 for a gaussian.", nameof(kernelSize));
        }
        kernel = kernelType switch
        {
            CorrelationWindow.Triangular => Triangle(kernelSize),
            CorrelationWindow.Gaussian => Bell(kernelSize),
            _ => [.. Enumerable.Repeat(1f, kernelSize)],
        };
        volume = Math.Pow(kernel.Sum(w => (double)w), spatialDims);
        (this.smoothNr, this.smoothDr) = (smoothNr, Check.NotNegative(smoothDr));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(LocalNormalizedCrossCorrelationLoss), input, spatialDims, spatialDims);
        Shapes.RequireEqual(nameof(LocalNormalizedCrossCorrelationLoss), input, target);
        // One filter pass over all five moments.
        var sums = SeparableFilter.Apply(cat([input, target, input * input, target * target, input * target], 0), kernel).chunk(5);
        var (p, t) = (sums[0], sums[1]);
        var cross = sums[4] - (p * t / volume);
        var inputVariance = (sums[2] - (p * p / volume)).clamp(min: smoothDr);
        var targetVariance = (sums[3] - (t * t / volume)).clamp(min: smoothDr);
        return Reduce(-((cross * cross) + smoothNr) / (inputVariance * targetVariance));
    }

    /// <summary>A box filtered by itself, the box being the largest of odd size up to half the window's.</summary>
    private static float[] Triangle(int size)
    {
        var box = (size + 1) / 2;
        box -= box % 2 == 0 ? 1 : 0;
        return [.. Enumerable.Range(0, size).Select(i => Math.Max(0f, box - Math.Abs(i - (size / 2))) / (box * box))];
    }

    /// <summary>The lower end of a Gaussian that is wider than the window from five voxels on: so has the reference.</summary>
    private static float[] Bell(int size)
    {
        var sigma = size / 3.0;
        var weights = GaussianWeights.Of(sigma, GaussianApproximation.Sampled, size / 2);
        return [.. weights.Take(size).Select(w => (float)(w * sigma * Math.Sqrt(2 * Math.PI)))];
    }
}
