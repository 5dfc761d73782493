using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Structural similarity at several scales, each half as fine as the one before. Wang et al., Multiscale structural similarity for image quality
/// assessment (2003).
/// </summary>
/// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
/// <param name="dataRange">Largest intensity less the smallest, above 0.</param>
/// <param name="kernelType">How neighbours count.</param>
/// <param name="kernelSize">Voxels of the window, one number for all axes or one for each; 11 if null.</param>
/// <param name="kernelSigma">Standard deviation of the Gaussian in voxels, one number for all axes or one for each; 1.5 if null.</param>
/// <param name="k1">Stability of the luminance's quotient.</param>
/// <param name="k2">Stability of the contrast's quotient.</param>
/// <param name="weights">Exponent of each scale, finest first; those of the paper, of five scales, if null.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <exception cref="ArgumentOutOfRangeException">There are neither 2 nor 3 axes, or the range of intensities is not above 0.</exception>
public sealed class MultiScaleSSIMMetric(
    int spatialDims, double dataRange = 1, SimilarityWindow kernelType = SimilarityWindow.Gaussian, Values<int>? kernelSize = null,
    Values<double>? kernelSigma = null, double k1 = 0.01, double k2 = 0.03, Values<double>? weights = null,
    MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : RegressionMetric(reduction, getNotNans)
{
    private static readonly Values<double> OfThePaper = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
    private readonly int spatialDims = StructuralSimilarity.Axes(spatialDims);
    private readonly double dataRange = Check.Positive(dataRange);

    /// <summary>The similarity of each image of a batch.</summary>
    /// <param name="yPred">Pictures [B, C, spatial...]; computed in float32.</param>
    /// <param name="y">The others, of the same shape.</param>
    /// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
    /// <param name="dataRange">Largest intensity less the smallest.</param>
    /// <param name="kernelType">How neighbours count.</param>
    /// <param name="kernelSize">Voxels of the window; 11 if null.</param>
    /// <param name="kernelSigma">Standard deviation of the Gaussian in voxels; 1.5 if null.</param>
    /// <param name="k1">Stability of the luminance's quotient.</param>
    /// <param name="k2">Stability of the contrast's quotient.</param>
    /// <param name="weights">Exponent of each scale, finest first; those of the paper if null.</param>
    /// <returns>[B, 1].</returns>
    /// <exception cref="ArgumentException">Shapes differ, there are other axes, or the picture is too small for so many scales.</exception>
    public static Tensor ComputeMsSsim(
        Tensor yPred, Tensor y, int spatialDims, double dataRange = 1, SimilarityWindow kernelType = SimilarityWindow.Gaussian, Values<int>? kernelSize = null,
        Values<double>? kernelSigma = null, double k1 = 0.01, double k2 = 0.03, Values<double>? weights = null)
    {
        var (size, sigma, exponents) = (kernelSize ?? 11, kernelSigma ?? 1.5, weights ?? OfThePaper);
        RequireRoom(yPred, spatialDims, size, exponents.Count);
        using var scope = NewDisposeScope();
        var result = ones(yPred.shape[0], device: yPred.device);
        for (var scale = 0; scale < exponents.Count; scale++)
        {
            var (similarity, contrast) = StructuralSimilarity.Of(yPred, y, spatialDims, size, sigma, dataRange, kernelType, k1, k2);
            // Luminance counts at the coarsest scale alone.
            var part = scale == exponents.Count - 1 ? similarity : contrast;
            result = result * part.flatten(1).mean([1]).relu().pow(exponents[scale]);
            (yPred, y) = (Halved(yPred), Halved(y));
        }
        return result.unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor yPred, Tensor y)
        => ComputeMsSsim(yPred, y, spatialDims, dataRange, kernelType, kernelSize, kernelSigma, k1, k2, weights);

    private static Tensor Halved(Tensor x) => x.Dimensions == 4 ? nn.functional.avg_pool2d(x, 2) : nn.functional.avg_pool3d(x, [2, 2, 2]);

    private static void RequireRoom(Tensor yPred, int spatialDims, Values<int> size, int scales)
    {
        MetricInput.RequireShapes("multi-scale structural similarity", yPred, yPred, spatialDims + 2, spatialDims + 2);
        var divisor = (long)Math.Pow(Math.Max(1, scales - 1), 2);
        for (var axis = 0; axis < spatialDims; axis++)
        {
            if (yPred.shape[axis + 2] / divisor < size.Cyclic(axis))
            {
                throw new ArgumentException($"multi-scale structural similarity: y_pred is {MetricInput.Text(yPred)}; with {scales} scales and windows of {size.Cyclic(axis)} "
                    + $"voxels, at least {size.Cyclic(axis) * divisor} voxels are needed along axis {axis}. Use fewer weights or smaller windows.");
            }
        }
    }
}
