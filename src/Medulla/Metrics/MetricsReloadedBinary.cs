using Medulla.Imaging.Kernels;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Metrics of one class by the names and definitions of Metrics Reloaded. Maier-Hein et al., Metrics reloaded: recommendations for image analysis
/// validation (2024). Prediction and label are [B, 1, spatial...] of zeros and ones, or a class beside the background. Distances are in voxels.
/// </summary>
/// <param name="metricName">Such as "Balanced Accuracy"; the error of an unknown name lists all. Those of topology are not among them: they need a skeleton.</param>
/// <param name="includeBackground">Whether a first channel of several is kept; one must be left.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <exception cref="ArgumentException">There is no metric of such a name.</exception>
public sealed class MetricsReloadedBinary(
    string metricName, bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : CumulativeMetric(reduction, getNotNans)
{
    /// <summary>Keeps quotients finite, as the reference has it.</summary>
    private const double Smooth = 1e-5;

    private static readonly Dictionary<string, Func<Masks, Tensor>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["True Positives"] = m => m.Tp,
        ["True Negatives"] = m => m.Tn,
        ["False Positives"] = m => m.Fp,
        ["False Negatives"] = m => m.Fn,
        ["False Positives Per Image"] = m => m.Fp,
        ["Sensitivity"] = m => m.Sensitivity,
        ["Recall"] = m => m.Sensitivity,
        ["Intersection Over Reference"] = m => m.Sensitivity,
        ["Specificity"] = m => m.Specificity,
        ["Youden Index"] = m => m.Sensitivity + m.Specificity - 1,
        ["Balanced Accuracy"] = m => (m.Sensitivity + m.Specificity) / 2,
        ["Accuracy"] = m => m.Accuracy,
        ["False Positive Rate"] = m => m.Fp / (m.Negatives + Smooth),
        // With costs that make up for prevalence, both errors weigh the same.
        ["Normalised Expected Cost"] = m => (m.Fp / (m.Negatives + Smooth)) + (m.Fn / (m.Positives + Smooth)),
        ["Matthews Correlation Coefficient"] = m => ConfusionMatrix.Score("mcc", stack([m.Tp, m.Fp, m.Tn, m.Fn], -1)),
        ["Cohens Kappa"] = m => (m.Accuracy - m.ByChance) / (1 - m.ByChance),
        ["Positive Likelihood Ratio"] = m => m.Sensitivity / (1 - m.Specificity),
        ["Prediction Overlaps Reference"] = m => (m.Tp > 0).to_type(ScalarType.Float32),
        ["Positive Predictive Value"] = m => m.Precision,
        ["Negative Predictive Values"] = m => m.Tn / (m.Tn + m.Fn + Smooth),
        ["FBeta"] = m => m.F1,
        ["Dice Score"] = m => m.F1,
        ["Net Benefit Treated"] = m => (m.Tp - m.Fp) / m.All,
        ["Intersection Over Union"] = m => m.Tp / (m.Tp + m.Fp + m.Fn + Smooth),
        ["Volume Difference"] = m => (m.Fp - m.Fn).abs() / (m.Positives + Smooth),
        ["Boundary IoU"] = m => m.OfSurfaces(BoundaryIoU),
        ["Normalised Surface Distance"] = m => SurfaceDiceMetric.ComputeSurfaceDice(m.Predicted, m.Labelled, 1.0),
        ["Average Symmetric Surface Distance"] = m => SurfaceDistanceMetric.ComputeAverageSurfaceDistance(m.Predicted, m.Labelled, symmetric: true),
        ["Mean Average Surfance Distance"] = m => (SurfaceDistanceMetric.ComputeAverageSurfaceDistance(m.Predicted, m.Labelled)
            + SurfaceDistanceMetric.ComputeAverageSurfaceDistance(m.Labelled, m.Predicted)) / 2,
        ["Hausdorff Distance"] = m => HausdorffDistanceMetric.ComputeHausdorffDistance(m.Predicted, m.Labelled),
        ["xTh Percentile Hausdorff Distance"] = m => HausdorffDistanceMetric.ComputeHausdorffDistance(m.Predicted, m.Labelled, percentile: 95),
    };

    private readonly Func<Masks, Tensor> formula = Known.GetValueOrDefault(metricName) ?? throw new ArgumentException(
        $"MetricsReloadedBinary: metric_name is '{metricName}'; it can be {string.Join(", ", Known.Keys)}. Metrics of topology need a skeleton, which is not made here.", nameof(metricName));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y)
    {
        (yPred, y) = Background.Scored(yPred, y, includeBackground);
        MetricInput.RequireOneHot(nameof(MetricsReloadedBinary), yPred, y, 3);
        return yPred.shape[1] == 1 ? formula(new(yPred.to_type(ScalarType.Float32), y.to_type(ScalarType.Float32)))
            : throw new ArgumentException($"MetricsReloadedBinary: y_pred is {MetricInput.Text(yPred)}; a single channel is expected. MetricsReloadedCategorical takes several.");
    }

    private static double BoundaryIoU(byte[] predicted, byte[] labelled)
    {
        var (both, any) = (0, 0);
        for (var i = 0; i < predicted.Length; i++)
        {
            both += predicted[i] & labelled[i];
            any += predicted[i] | labelled[i];
        }
        return any == 0 ? 1 : (double)both / any;
    }

    /// <summary>Prediction and label, and how their voxels meet: each a number for each image, [B, 1].</summary>
    private sealed record Masks(Tensor Predicted, Tensor Labelled)
    {
        private readonly Tensor matrix = ConfusionMatrix.Of(Predicted, Labelled);

        public Tensor Tp => matrix.select(-1, 0);

        public Tensor Fp => matrix.select(-1, 1);

        public Tensor Tn => matrix.select(-1, 2);

        public Tensor Fn => matrix.select(-1, 3);

        public Tensor Positives => Tp + Fn;

        public Tensor Negatives => Tn + Fp;

        public Tensor All => Positives + Negatives;

        public Tensor Sensitivity => Tp / (Positives + Smooth);

        public Tensor Specificity => Tn / (Negatives + Smooth);

        public Tensor Precision => Tp / (Tp + Fp + Smooth);

        public Tensor Accuracy => (Tp + Tn) / All;

        public Tensor F1 => 2 * Precision * Sensitivity / (Precision + Sensitivity + Smooth);

        /// <summary>How often prediction and label would agree if they knew nothing of each other.</summary>
        public Tensor ByChance => ((Positives * (Tp + Fp)) + (Negatives * (Tn + Fn))) / All.square();

        public Tensor OfSurfaces(Func<byte[], byte[], double> score)
        {
            var shape = Labelled.shape.AsSpan(2).ToArray();
            return tensor([.. Predicted.unbind(0).Zip(Labelled.unbind(0), (p, l) => (float)score(Surface(p, shape), Surface(l, shape)))], device: Labelled.device).unsqueeze(1);
        }

        private static byte[] Surface(Tensor mask, long[] shape)
            => SurfaceDistance.Edges(Runtime.TensorMemory.AsSpan<byte>(mask.eq(1).cpu().contiguous()), shape);
    }
}
