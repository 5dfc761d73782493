using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Minus what one picture's intensities say about the other's, for registration across modalities; joint intensities are counted in
/// soft histograms. Input and target of one shape [B, C, spatial...]; channels count as further voxels. Needs memory for as many
/// numbers as there are voxels times bins, twice.
/// </summary>
/// <param name="kernelType">How an intensity is spread over bins.</param>
/// <param name="numBins">Number of bins, at least 2; at least 5 with splines, which leave two empty at each end.</param>
/// <param name="sigmaRatio">Standard deviation of the Gaussian, bins, above 0.</param>
/// <param name="reduction">How the parts, one an item, become one number.</param>
/// <param name="smoothNr">Added to the joint probability.</param>
/// <param name="smoothDr">Added to the product of the probabilities, and to the quotient.</param>
/// <exception cref="ArgumentOutOfRangeException">There are too few bins, or the Gaussian has no width.</exception>
public sealed class GlobalMutualInformationLoss(
    MutualInformationKernel kernelType = MutualInformationKernel.Gaussian, int numBins = 23, double sigmaRatio = 0.5,
    Reduction reduction = Reduction.Mean, double smoothNr = 1e-7, double smoothDr = 1e-7) : Loss(nameof(GlobalMutualInformationLoss), reduction)
{
    /// <summary>Empty bins at each end, which the splines reach into.</summary>
    private const int Margin = 2;

    private readonly int numBins = numBins >= (kernelType == MutualInformationKernel.BSpline ? (2 * Margin) + 1 : 2) ? numBins
        : throw new ArgumentOutOfRangeException(nameof(numBins), numBins, "at least 2 bins are expected, 5 with splines.");

    private readonly double sigma = Check.Positive(sigmaRatio) / (numBins - 1);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireEqual(nameof(GlobalMutualInformationLoss), input, target);
        var (a, b) = kernelType == MutualInformationKernel.Gaussian ? (Gaussian(input), Gaussian(target)) : (Spline(input, cubic: true), Spline(target, cubic: false));
        b = b.to_type(a.dtype);
        var joint = bmm(a.transpose(1, 2), b) / a.shape[1];
        var independent = bmm(a.mean([1], keepdim: true).transpose(1, 2), b.mean([1], keepdim: true));
        var information = joint * (((joint + smoothNr) / (independent + smoothDr)) + smoothDr).log();
        return Reduce(-information.sum([1, 2]));
    }

    /// <summary>The share of each voxel in each bin, [B, N, bins].</summary>
    private Tensor Gaussian(Tensor x)
    {
        var centers = linspace(0, 1, numBins, x.dtype, x.device);
        // Gaussians over their sum are a softmax.
        return ((x.clamp(0, 1).reshape([x.shape[0], -1, 1]) - centers).square() * (-1 / (2 * sigma * sigma))).softmax(-1);
    }

    /// <summary>The share of each voxel in each bin, [B, N, bins], by a spline of order three or none.</summary>
    private Tensor Spline(Tensor x, bool cubic)
    {
        var (low, high) = (x.min(), x.max());
        var width = (high - low) / (numBins - (2 * Margin));
        var place = ((x / width) - (low / width) + Margin).clamp(Margin, numBins - Margin - 1).reshape([x.shape[0], -1, 1]);
        var d = (arange(numBins, x.dtype, x.device) - place).abs();
        var weight = cubic
            ? where(d.lt(1), (4 - (6 * d.square()) + (3 * d.pow(3))) / 6, where(d.lt(2), (2 - d).pow(3) / 6, zeros_like(d)))
            : d.lt(0.5).to_type(x.dtype) + (d.eq(0.5).to_type(x.dtype) / 2);
        return weight / weight.sum([-1], keepdim: true);
    }
}
