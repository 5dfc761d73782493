using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Free-response receiver operating characteristic of detected points: how many lesions are found, at how many false alarms an image. Bejnordi et
/// al., Diagnostic Assessment of Deep Learning Algorithms for Detection of Lymph Node Metastases in Women With Breast Cancer (2017).
/// </summary>
public static class Froc
{
    /// <summary>Tells hits from false alarms.</summary>
    /// <param name="probs">How sure each detection is, [N].</param>
    /// <param name="coords">Where each is, [N, axes], voxels.</param>
    /// <param name="evaluationMask">Numbers of lesions, 1 and up, 0 where there is none.</param>
    /// <param name="labelsToExclude">Lesions that do not count.</param>
    /// <returns>The false alarms' probabilities; for each lesion that of its surest hit, 0 if it is missed; and how many lesions count.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a detection lies outside the mask.</exception>
    public static (Tensor FpProbs, Tensor TpProbs, int NumTargets) ComputeFpTpProbsNd(
        Tensor probs, Tensor coords, Tensor evaluationMask, Values<int>? labelsToExclude = null)
    {
        if (probs.Dimensions != 1 || coords.Dimensions != 2 || coords.shape[0] != probs.shape[0] || coords.shape[1] != evaluationMask.Dimensions)
        {
            throw new ArgumentException($"FROC: probs is {MetricInput.Text(probs)}, coords {MetricInput.Text(coords)} and the mask {MetricInput.Text(evaluationMask)}; "
                + "[N] probabilities and [N, axes of the mask] coordinates are expected.");
        }
        MetricInput.RequireNumbers("FROC", probs, "probs");
        using var scope = NewDisposeScope();
        var labels = LabelsAt(coords.to_type(ScalarType.Int64), evaluationMask.to_type(ScalarType.Int64).cpu().contiguous());
        var lesions = evaluationMask.numel() == 0 ? 0 : evaluationMask.max().to_type(ScalarType.Int32).item<int>();
        var sure = probs.detach().cpu().to_type(ScalarType.Float64).contiguous().AsSpan<double>().ToArray();
        var hits = new float[lesions];
        var excluded = labelsToExclude ?? [];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] > 0 && !excluded.Contains((int)labels[i]))
            {
                hits[labels[i] - 1] = Math.Max(hits[labels[i] - 1], (float)sure[i]);
            }
        }
        var alarms = Enumerable.Range(0, labels.Length).Where(i => labels[i] == 0).Select(i => (long)i).ToArray();
        var falseAlarms = probs.detach().cpu().index_select(0, tensor(alarms, ScalarType.Int64));
        return (falseAlarms.MoveToOuterDisposeScope(), tensor(hits).MoveToOuterDisposeScope(), lesions - excluded.Count);
    }

    /// <summary>Tells hits from false alarms in a slide.</summary>
    /// <param name="probs">How sure each detection is, [N].</param>
    /// <param name="yCoord">Its place along the first axis, in voxels of the finest level, [N].</param>
    /// <param name="xCoord">Its place along the second axis.</param>
    /// <param name="evaluationMask">Numbers of lesions, [H, W].</param>
    /// <param name="labelsToExclude">Lesions that do not count.</param>
    /// <param name="resolutionLevel">The level of the mask: each has half the voxels along each axis of the one before.</param>
    /// <returns>As <see cref="ComputeFpTpProbsNd"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a detection lies outside the mask.</exception>
    public static (Tensor FpProbs, Tensor TpProbs, int NumTargets) ComputeFpTpProbs(
        Tensor probs, Tensor yCoord, Tensor xCoord, Tensor evaluationMask, Values<int>? labelsToExclude = null, int resolutionLevel = 0)
    {
        if (!yCoord.shape.AsSpan().SequenceEqual(xCoord.shape) || yCoord.Dimensions != 1)
        {
            throw new ArgumentException($"FROC: y_coord is {MetricInput.Text(yCoord)} and x_coord {MetricInput.Text(xCoord)}; both must be [N].");
        }
        var scale = Math.Pow(2, Check.NotNegative(resolutionLevel));
        using var coords = (stack([yCoord, xCoord], 1).to_type(ScalarType.Float64) / scale).trunc();
        return ComputeFpTpProbsNd(probs, coords, evaluationMask, labelsToExclude);
    }

    /// <summary>The curve.</summary>
    /// <param name="fpProbs">Probabilities of the false alarms of all images.</param>
    /// <param name="tpProbs">Of each lesion, that of its surest hit.</param>
    /// <param name="numTargets">Number of lesions that count.</param>
    /// <param name="numImages">Number of images.</param>
    /// <returns>False alarms an image, falling, and the share of lesions found, for each threshold from the second lowest probability up; float64.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no lesions, or no images.</exception>
    [ReferenceName("compute_froc_curve_data")]
    public static (Tensor FpsPerImage, Tensor TotalSensitivity) Curve(Tensor fpProbs, Tensor tpProbs, int numTargets, int numImages)
    {
        (numTargets, numImages) = (Check.Positive(numTargets), Check.Positive(numImages));
        var (alarms, hits) = (Numbers(fpProbs), Numbers(tpProbs));
        double[] thresholds = [.. alarms.Concat(hits).Distinct().Order().Skip(1)];
        double[] perImage = [.. thresholds.Select(t => (double)alarms.Count(p => p >= t) / numImages), 0];
        double[] found = [.. thresholds.Select(t => (double)hits.Count(p => p >= t) / numTargets), 0];
        return (tensor(perImage), tensor(found));
    }

    /// <summary>The score: the mean share of lesions found at given rates of false alarms.</summary>
    /// <param name="fpsPerImage">False alarms an image, falling.</param>
    /// <param name="totalSensitivity">The share of lesions found at each.</param>
    /// <param name="evalThresholds">The rates; 1/4, 1/2, 1, 2, 4 and 8 an image if null.</param>
    /// <exception cref="ArgumentException">The curve is empty, or has not as many shares as rates.</exception>
    [ReferenceName("compute_froc_score")]
    public static double Score(Tensor fpsPerImage, Tensor totalSensitivity, Values<double>? evalThresholds = null)
    {
        var (x, y) = (Numbers(fpsPerImage), Numbers(totalSensitivity));
        if (x.Length == 0 || x.Length != y.Length)
        {
            throw new ArgumentException($"FROC: fps_per_image is {MetricInput.Text(fpsPerImage)} and total_sensitivity {MetricInput.Text(totalSensitivity)}; as many of both are expected, and at least one.");
        }
        Array.Reverse(x);
        Array.Reverse(y);
        return (evalThresholds ?? [0.25, 0.5, 1, 2, 4, 8]).Average(rate => Interpolated(x, y, rate));
    }

    /// <summary>Between the points next to it; beyond the ends, the end.</summary>
    private static double Interpolated(double[] x, double[] y, double at)
    {
        var below = Array.FindLastIndex(x, value => value <= at);
        return below < 0 ? y[0]
            : below == x.Length - 1 || x[below] == at ? y[below]
            : y[below] + ((y[below + 1] - y[below]) / (x[below + 1] - x[below]) * (at - x[below]));
    }

    private static long[] LabelsAt(Tensor coords, Tensor mask)
    {
        var shape = mask.shape;
        var places = coords.cpu().contiguous().AsSpan<long>();
        var labels = new long[coords.shape[0]];
        var voxels = mask.AsSpan<long>();
        for (var i = 0; i < labels.Length; i++)
        {
            long index = 0;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                var at = places[(i * shape.Length) + axis];
                index = at >= 0 && at < shape[axis] ? (index * shape[axis]) + at
                    : throw new ArgumentException($"FROC: detection {i} lies at {at} along axis {axis}, but the mask is {MetricInput.Text(mask)}.");
            }
            labels[i] = voxels[(int)index];
        }
        return labels;
    }

    private static double[] Numbers(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().cpu().to_type(ScalarType.Float64).contiguous().AsSpan<double>().ToArray();
    }
}
