using Medulla.Imaging;
using Medulla.Metrics;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus the structural similarity of two pictures (<see cref="StructuralSimilarity"/>), averaged over channels and space. Input
/// and target [B, C, spatial...]. Computed in float32.
/// </summary>
/// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
/// <param name="dataRange">Largest intensity less the smallest, above 0.</param>
/// <param name="kernelType">How neighbours count.</param>
/// <param name="winSize">Voxels of the window, one number for all axes or one for each.</param>
/// <param name="kernelSigma">Standard deviation of the Gaussian in voxels, one number for all axes or one for each; above 0.</param>
/// <param name="k1">Stability of the luminance's quotient.</param>
/// <param name="k2">Stability of the contrast's quotient.</param>
/// <param name="reduction">How the parts [B, 1] become one number.</param>
/// <exception cref="ArgumentOutOfRangeException">There are neither 2 nor 3 axes, or the range of intensities is not above 0.</exception>
public sealed class SSIMLoss(
    int spatialDims, double dataRange = 1, SimilarityWindow kernelType = SimilarityWindow.Gaussian, Values<int>? winSize = null,
    Values<double>? kernelSigma = null, double k1 = 0.01, double k2 = 0.03, Reduction reduction = Reduction.Mean) : Loss(nameof(SSIMLoss), reduction)
{
    private readonly int spatialDims = spatialDims is 2 or 3 ? spatialDims
        : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, "SSIMLoss: 2 or 3 spatial axes are expected.");

    private readonly Values<int> winSize = winSize ?? 11;
    private readonly Values<double> kernelSigma = kernelSigma ?? 1.5;

    /// <summary>Largest intensity less the smallest; may follow the data from batch to batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double DataRange { get; set => field = Check.Positive(value); } = Check.Positive(dataRange);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        var (similarity, _) = StructuralSimilarity.Of(input, target, spatialDims, winSize, kernelSigma, DataRange, kernelType, k1, k2);
        return Reduce(1 - similarity.flatten(1).mean([1], keepdim: true));
    }
}
