using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Counts of true and false positives and negatives, and the scores made of them.</summary>
public static class ConfusionMatrix
{
    private static readonly (string[] Names, Func<Counts, Tensor> Formula)[] Scores =
    [
        (["tpr", "sensitivity", "recall", "hit_rate", "true_positive_rate"], m => m.Sensitivity),
        (["tnr", "specificity", "selectivity", "true_negative_rate"], m => m.Specificity),
        (["ppv", "precision", "positive_predictive_value"], m => m.Precision),
        (["npv", "negative_predictive_value"], m => m.NegativePredictiveValue),
        (["fnr", "miss_rate", "false_negative_rate"], m => Ratio(m.Fn, m.P)),
        (["fpr", "fall_out", "false_positive_rate"], m => Ratio(m.Fp, m.N)),
        (["fdr", "false_discovery_rate"], m => Ratio(m.Fp, m.Fp + m.Tp)),
        (["for", "false_omission_rate"], m => Ratio(m.Fn, m.Fn + m.Tn)),
        (["pt", "prevalence_threshold"], m => Ratio((m.Sensitivity * (1 - m.Specificity)).sqrt() + m.Specificity - 1, m.Sensitivity + m.Specificity - 1)),
        (["ts", "threat_score", "critical_success_index", "csi"], m => Ratio(m.Tp, m.Tp + m.Fn + m.Fp)),
        (["acc", "accuracy"], m => Ratio(m.Tp + m.Tn, m.P + m.N)),
        (["ba", "balanced_accuracy"], m => (m.Sensitivity + m.Specificity) / 2),
        (["f1", "f1_score"], m => FBeta(m, 1)),
        (["mcc", "matthews_correlation_coefficient"], m => Ratio((m.Tp * m.Tn) - (m.Fp * m.Fn), ((m.Tp + m.Fp) * (m.Tp + m.Fn) * (m.Tn + m.Fp) * (m.Tn + m.Fn)).sqrt())),
        (["fm", "fowlkes_mallows_index"], m => (m.Precision * m.Sensitivity).sqrt()),
        (["bm", "informedness", "bookmaker_informedness", "youden_index", "youden"], m => m.Sensitivity + m.Specificity - 1),
        (["mk", "markedness", "deltap"], m => m.Precision + m.NegativePredictiveValue - 1),
    ];

    /// <summary>Counts, for each image and class, voxels (or 1 where there is no space) by how prediction and label meet.</summary>
    /// <param name="yPred">Prediction, one-hot [B, C] or [B, C, spatial...].</param>
    /// <param name="y">Label, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is counted; a single class always is.</param>
    /// <returns>[B, C, 4], float32: true positives, false positives, true negatives, false negatives.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or values are NaN or indices of classes.</exception>
    [ReferenceName("get_confusion_matrix")]
    public static Tensor Of(Tensor yPred, Tensor y, bool includeBackground = true)
    {
        using var scope = NewDisposeScope();
        (yPred, y) = Background.Scored(yPred, y, includeBackground);
        MetricInput.RequireOneHot("confusion matrix", yPred, y, 2);
        var label = MetricInput.Summable(y).reshape([y.shape[0], y.shape[1], -1]);
        var both = yPred.reshape(label.shape).to(label.dtype == ScalarType.Bool ? ScalarType.Byte : label.dtype) + label;
        var (tp, tn, p) = (Count(both.eq(2)), Count(both.eq(0)), Count(label));
        return stack([tp, label.shape[2] - p - tn, tn, p - tp], -1).MoveToOuterDisposeScope();
    }

    /// <summary>A score made of counts.</summary>
    /// <param name="metricName">Such as "sensitivity" or "f1 score", in any case; the reference's names.</param>
    /// <param name="confusionMatrix">[..., 4]: true positives, false positives, true negatives, false negatives.</param>
    /// <returns>[...], [1] for a single matrix [4]; NaN where the denominator is 0.</returns>
    /// <exception cref="ArgumentException">There is no such score, or the last axis does not have four counts.</exception>
    [ReferenceName("compute_confusion_matrix_metric")]
    public static Tensor Score(string metricName, Tensor confusionMatrix)
    {
        var formula = Scores[Find(metricName)].Formula;
        using var scope = NewDisposeScope();
        return formula(CountsOf(confusionMatrix)).MoveToOuterDisposeScope();
    }

    /// <summary>F-beta scores made of counts: sensitivity counts beta times as much as precision.</summary>
    /// <param name="confusionMatrix">[..., 4].</param>
    /// <param name="beta">The weight of sensitivity.</param>
    /// <returns>[...], [1] for a single matrix [4]; NaN where there are neither positives nor predictions of any.</returns>
    /// <exception cref="ArgumentException">The last axis does not have four counts.</exception>
    [ReferenceName("compute_f_beta_score")]
    public static Tensor FBeta(Tensor confusionMatrix, double beta)
    {
        using var scope = NewDisposeScope();
        return FBeta(CountsOf(confusionMatrix), beta).MoveToOuterDisposeScope();
    }

    /// <summary>Sees to it that a score has such a name.</summary>
    /// <exception cref="ArgumentException">None has.</exception>
    internal static void Require(string metricName) => Find(metricName);

    private static int Find(string metricName)
    {
        var plain = metricName.Replace(' ', '_').ToLowerInvariant();
        var at = Array.FindIndex(Scores, score => score.Names.Contains(plain));
        return at >= 0 ? at : throw new ArgumentException(
            $"confusion matrix: metric_name is '{metricName}'; it can be {string.Join(", ", Scores.SelectMany(score => score.Names))}.", nameof(metricName));
    }

    private static Counts CountsOf(Tensor matrix)
    {
        if (matrix.Dimensions == 0 || matrix.shape[^1] != 4)
        {
            throw new ArgumentException($"confusion matrix: {MetricInput.Text(matrix)} was given; the last axis must have the four counts tp, fp, tn, fn.");
        }
        matrix = matrix.Dimensions == 1 ? matrix.unsqueeze(0) : matrix;
        return new(matrix.select(-1, 0), matrix.select(-1, 1), matrix.select(-1, 2), matrix.select(-1, 3));
    }

    private static Tensor FBeta(Counts m, double beta)
    {
        var square = beta * beta;
        return Ratio((1 + square) * m.Tp, ((1 + square) * m.Tp) + (square * m.Fn) + m.Fp);
    }

    private static Tensor Count(Tensor voxels) => voxels.sum([2]).to_type(ScalarType.Float32);

    private static Tensor Ratio(Tensor numerator, Tensor denominator) => (numerator / denominator).masked_fill(denominator == 0, double.NaN);

    private readonly record struct Counts(Tensor Tp, Tensor Fp, Tensor Tn, Tensor Fn)
    {
        public Tensor P => Tp + Fn;

        public Tensor N => Fp + Tn;

        public Tensor Sensitivity => Ratio(Tp, P);

        public Tensor Specificity => Ratio(Tn, N);

        public Tensor Precision => Ratio(Tp, Tp + Fp);

        public Tensor NegativePredictiveValue => Ratio(Tn, Tn + Fn);
    }
}
