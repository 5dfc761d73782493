using Medulla.Imaging;
using Medulla.Losses;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Structural similarity of two pictures (<see cref="StructuralSimilarity"/>), the mean over channels and space: 1 where they are equal.</summary>
/// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
/// <param name="dataRange">Largest intensity less the smallest, above 0.</param>
/// <param name="kernelType">How neighbours count.</param>
/// <param name="winSize">Voxels of the window, one number for all axes or one for each; 11 if null.</param>
/// <param name="kernelSigma">Standard deviation of the Gaussian in voxels, one number for all axes or one for each; 1.5 if null.</param>
/// <param name="k1">Stability of the luminance's quotient.</param>
/// <param name="k2">Stability of the contrast's quotient.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <exception cref="ArgumentOutOfRangeException">There are neither 2 nor 3 axes, or the range of intensities is not above 0.</exception>
public sealed class SSIMMetric(
    int spatialDims, double dataRange = 1, SimilarityWindow kernelType = SimilarityWindow.Gaussian, Values<int>? winSize = null,
    Values<double>? kernelSigma = null, double k1 = 0.01, double k2 = 0.03, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false)
    : RegressionMetric(reduction, getNotNans)
{
    private readonly int spatialDims = StructuralSimilarity.Axes(spatialDims);
    private readonly double dataRange = Check.Positive(dataRange);
    private readonly Values<int> winSize = winSize ?? 11;
    private readonly Values<double> kernelSigma = kernelSigma ?? 1.5;

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor yPred, Tensor y)
        => MeanOf(StructuralSimilarity.Of(yPred, y, spatialDims, winSize, kernelSigma, dataRange, kernelType, k1, k2).Similarity);
}
