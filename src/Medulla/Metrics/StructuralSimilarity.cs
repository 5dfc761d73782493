using Medulla.Imaging;
using Medulla.Losses;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>How alike two pictures are in luminance, contrast and structure. Wang et al., Image quality assessment (2004). Gradients flow.</summary>
public static class StructuralSimilarity
{
    /// <summary>The similarity in the window around each voxel from which it does not reach out of the picture.</summary>
    /// <param name="yPred">A picture [B, C, spatial...]; computed in float32.</param>
    /// <param name="y">The other, of the same shape.</param>
    /// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
    /// <param name="kernelSize">Voxels of the window along each axis, or one number for all.</param>
    /// <param name="kernelSigma">Standard deviation of the Gaussian along each axis, voxels, or one number for all.</param>
    /// <param name="dataRange">Largest intensity less the smallest.</param>
    /// <param name="kernelType">How neighbours count.</param>
    /// <param name="k1">Stability of the luminance's quotient.</param>
    /// <param name="k2">Stability of the contrast's quotient.</param>
    /// <returns>The similarity, and of it what contrast and structure contribute; [B, C, positions...].</returns>
    /// <exception cref="ArgumentException">Shapes differ, there are other axes, or the window is larger than the picture.</exception>
    [ReferenceName("compute_ssim_and_cs")]
    public static (Tensor Similarity, Tensor ContrastSensitivity) Of(
        Tensor yPred, Tensor y, int spatialDims, Values<int> kernelSize, Values<double> kernelSigma, double dataRange = 1,
        SimilarityWindow kernelType = SimilarityWindow.Gaussian, double k1 = 0.01, double k2 = 0.03)
    {
        const string Who = "structural similarity";
        Shapes.RequireSpatial(Who, yPred, 2, 3);
        Shapes.RequireSpatial(Who, yPred, spatialDims, spatialDims);
        Shapes.RequireEqual(Who, yPred, y);
        var space = yPred.shape[2..];
        int[] size = [.. Enumerable.Range(0, spatialDims).Select(kernelSize.Cyclic)];
        if (size.Where((n, axis) => n < 1 || n > space[axis]).Any())
        {
            throw new ArgumentException($"{Who}: the window is [{string.Join(", ", size)}] and the picture {yPred.Text()}; a smaller window is needed.");
        }
        using var scope = NewDisposeScope();
        float[][] kernels = [.. size.Select((n, axis) => Window(n, Check.Positive(kernelSigma.Cyclic(axis)), kernelType))];
        var (a, b) = (yPred.to_type(ScalarType.Float32), y.to_type(ScalarType.Float32));
        // One filter pass over all five moments.
        var means = SeparableFilter.Apply(cat([a, b, a * a, b * b, a * b], 0), kernels, padded: false).chunk(5);
        var (c1, c2) = (Math.Pow(k1 * dataRange, 2), Math.Pow(k2 * dataRange, 2));
        var (aa, bb, ab) = (means[0].square(), means[1].square(), means[0] * means[1]);
        var contrast = ((2 * (means[4] - ab)) + c2) / (means[2] - aa + (means[3] - bb) + c2);
        var similarity = ((2 * ab) + c1) / (aa + bb + c1) * contrast;
        return (similarity.MoveToOuterDisposeScope(), contrast.MoveToOuterDisposeScope());
    }

    /// <summary>A number of spatial axes that pictures have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither 2 nor 3.</exception>
    internal static int Axes(int spatialDims)
        => spatialDims is 2 or 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, "structural similarity: 2 or 3 spatial axes are expected.");

    private static float[] Window(int size, double sigma, SimilarityWindow kernelType)
    {
        var weights = Enumerable.Range(0, size).Select(i => kernelType == SimilarityWindow.Uniform ? 1 : Math.Exp(-Math.Pow((i - ((size - 1) / 2.0)) / sigma, 2) / 2)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }
}
