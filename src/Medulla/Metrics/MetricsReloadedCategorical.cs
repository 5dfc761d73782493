using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Metrics of all classes at once by the names and definitions of Metrics Reloaded. Maier-Hein et al., Metrics reloaded: recommendations for image
/// analysis validation (2024). Prediction and label are one-hot, [B, C, spatial...].
/// </summary>
/// <param name="metricName">"Balanced Accuracy", "Weighted Cohens Kappa", "Matthews Correlation Coefficient", "Expected Cost" or "Normalised Expected Cost".</param>
/// <param name="includeBackground">Whether class 0 counts.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <param name="smoothDr">What is added to denominators.</param>
/// <exception cref="ArgumentException">There is no metric of such a name.</exception>
public sealed class MetricsReloadedCategorical(
    string metricName, bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false, double smoothDr = 1e-5)
    : CumulativeMetric(reduction, getNotNans)
{
    private static readonly Dictionary<string, Func<Tensor, double, Tensor>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Balanced Accuracy"] = (matrix, smooth) => Diagonal(Shares(matrix, smooth)) / matrix.shape[1],
        ["Weighted Cohens Kappa"] = Kappa,
        ["Matthews Correlation Coefficient"] = Correlation,
        // With costs that make up for prevalence, each class's share of errors weighs the same.
        ["Expected Cost"] = (matrix, smooth) => Errors(Shares(matrix, smooth)) / matrix.shape[1],
        ["Normalised Expected Cost"] = (matrix, smooth) => Errors(Shares(matrix, smooth)) / (matrix.shape[1] - 1),
    };

    private readonly Func<Tensor, double, Tensor> formula = Known.GetValueOrDefault(metricName) ?? throw new ArgumentException(
        $"MetricsReloadedCategorical: metric_name is '{metricName}'; it can be {string.Join(", ", Known.Keys)}.", nameof(metricName));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y)
    {
        (yPred, y) = Background.Scored(yPred, y, includeBackground);
        MetricInput.RequireOneHot(nameof(MetricsReloadedCategorical), yPred, y, 3);
        // [B, C, C]: how many voxels predicted as the row's class are of the column's.
        var matrix = yPred.to_type(ScalarType.Float32).flatten(2).bmm(y.to_type(ScalarType.Float32).flatten(2).transpose(1, 2));
        return formula(matrix, smoothDr).unsqueeze(1);
    }

    /// <summary>Of each class of the label, the share that was predicted as each class.</summary>
    private static Tensor Shares(Tensor matrix, double smooth) => matrix / (matrix.sum([1], keepdim: true) + smooth);

    private static Tensor Diagonal(Tensor matrix) => matrix.diagonal(0, 1, 2).sum([1]);

    private static Tensor Errors(Tensor matrix) => matrix.sum([1, 2]) - Diagonal(matrix);

    private static Tensor Kappa(Tensor matrix, double smooth)
    {
        var expected = matrix.sum([2], keepdim: true) * matrix.sum([1], keepdim: true) / matrix.sum([1, 2], keepdim: true);
        return 1 - (Errors(matrix) / (Errors(expected) + smooth));
    }

    private static Tensor Correlation(Tensor matrix, double smooth)
    {
        var (predicted, labelled, all) = (matrix.sum([2]), matrix.sum([1]), matrix.sum([1, 2]));
        var spread = (all.square() - predicted.square().sum([1])) * (all.square() - labelled.square().sum([1]));
        return ((Diagonal(matrix) * all) - (predicted * labelled).sum([1])) / (spread.sqrt() + smooth);
    }
}
