namespace Medulla.Training;

/// <summary>Scores of a network on a set of cases.</summary>
/// <param name="Cases">One row a case.</param>
/// <param name="Metrics">For each metric, the mean over cases of the mean over classes; NaN is left out.</param>
/// <param name="Classes">For each metric, the mean over cases for each class; NaN is left out.</param>
/// <param name="Score">The first metric, its sign turned where smaller is better: larger is always better.</param>
public sealed record EvaluationResult(
    IReadOnlyList<EvaluationResult.Case> Cases, IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Classes, double Score)
{
    /// <summary>Scores of one case.</summary>
    /// <param name="Name">The file it came from, without folder and extension.</param>
    /// <param name="Index">Its number in the dataset's order.</param>
    /// <param name="Scores">For each metric, a score for each class.</param>
    public sealed record Case(string Name, int Index, IReadOnlyDictionary<string, IReadOnlyList<double>> Scores);

    /// <summary>Sums up rows.</summary>
    public static EvaluationResult Of(IReadOnlyList<Case> cases, IReadOnlyList<CaseMetric> metrics)
    {
        var classes = metrics.ToDictionary(metric => metric.Name, metric => ClassMeans([.. cases.Select(row => row.Scores[metric.Name])]));
        var means = metrics.ToDictionary(metric => metric.Name, metric => Mean(cases.Select(row => Mean(row.Scores[metric.Name]))));
        var score = metrics.Count == 0 ? double.NaN : means[metrics[0].Name] * (metrics[0].HigherIsBetter ? 1 : -1);
        return new(cases, means, classes, score);
    }

    /// <summary>The rows with means, deviations, percentiles and confidence intervals, to be written to files.</summary>
    /// <param name="classes">Names of the scored classes.</param>
    public MetricReport Report(IReadOnlyList<string>? classes = null) => new(Cases, classes);

    /// <summary>The mean of the numbers that are not NaN; NaN if there are none.</summary>
    public static double Mean(IEnumerable<double> values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();

    private static IReadOnlyList<double> ClassMeans(IReadOnlyList<IReadOnlyList<double>> rows)
        => [.. Enumerable.Range(0, rows.Count == 0 ? 0 : rows.Max(row => row.Count)).Select(c => Mean(rows.Where(row => c < row.Count).Select(row => row[c])))];
}
