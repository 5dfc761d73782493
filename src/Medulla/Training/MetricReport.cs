using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Medulla.Metrics;
using static TorchSharp.torch;

namespace Medulla.Training;

/// <summary>Scores of many cases, by metric and class, and what they amount to; written as CSV for spreadsheets and as JSON for programs.</summary>
/// <param name="cases">One row a case.</param>
/// <param name="classes">Names of the scored classes; "class_1" and so on where there are none.</param>
/// <param name="confidence">Confidence of the means' intervals, in (0, 1).</param>
/// <param name="seed">Seeds the draws from which the intervals come.</param>
/// <exception cref="ArgumentException">The rows differ in their metrics or numbers of classes.</exception>
public sealed class MetricReport(IReadOnlyList<EvaluationResult.Case> cases, IReadOnlyList<string>? classes = null, double confidence = 0.95, uint seed = 0)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The rows.</summary>
    public IReadOnlyList<EvaluationResult.Case> Cases { get; } = Checked(cases);

    /// <summary>For each metric and class the summary over cases; under "mean" that of each case's mean over classes.</summary>
    public IReadOnlyList<Line> Summaries { get; } = [.. Summarise(cases, classes, confidence, seed)];

    /// <summary>A summary.</summary>
    /// <param name="Metric">Name of the metric.</param>
    /// <param name="Class">Name of the class; "mean" for the mean over classes.</param>
    /// <param name="Summary">What the scores amount to.</param>
    public sealed record Line(string Metric, string Class, ScoreSummary Summary);

    /// <summary>A report of scores that metrics kept.</summary>
    /// <param name="names">A name for each image scored, in order.</param>
    /// <param name="metrics">Metrics that kept scores of these images, by name.</param>
    /// <param name="classes">Names of the scored classes.</param>
    /// <exception cref="ArgumentException">A metric kept scores of another number of images.</exception>
    public static MetricReport Of(IReadOnlyList<string> names, IReadOnlyDictionary<string, CumulativeMetric> metrics, IReadOnlyList<string>? classes = null)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, metric) in metrics)
        {
            if (metric.Count != names.Count)
            {
                throw new ArgumentException($"MetricReport: {name} kept scores of {metric.Count} images, but there are {names.Count} names.", nameof(metrics));
            }
        }
        var kept = metrics.ToDictionary(pair => pair.Key, pair => pair.Value.GetBuffer()?.flatten(1).to_type(ScalarType.Float64));
        return new([.. names.Select((name, i) => new EvaluationResult.Case(
            name, i, kept.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<double>)[.. pair.Value![i].data<double>()])))], classes);
    }

    /// <summary>The summary of a metric.</summary>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="class">Name of the class; the mean over classes if null.</param>
    /// <exception cref="KeyNotFoundException">There is no such metric or class.</exception>
    public ScoreSummary Summary(string metric, string? @class = null)
        => Summaries.FirstOrDefault(line => line.Metric == metric && line.Class == (@class ?? "mean"))?.Summary
            ?? throw new KeyNotFoundException($"there is no '{metric}' of '{@class ?? "mean"}'; there are {string.Join(", ", Summaries.Select(line => $"{line.Metric} of {line.Class}"))}.");

    /// <summary>Writes a row for each case: its name, then the scores by metric and class. NaN is an empty field.</summary>
    /// <param name="path">The file; it appears when it is whole.</param>
    public void WriteCsv(string path)
    {
        var columns = Cases.Count == 0 ? [] : Cases[0].Scores.SelectMany(pair => pair.Value.Select((_, c) => (Metric: pair.Key, Class: c))).ToList();
        Write(path, [
            Row(["case", .. columns.Select(column => $"{column.Metric}_{ClassName(classes, column.Class)}")]),
            .. Cases.Select(one => Row([one.Name, .. columns.Select(column => Number(one.Scores[column.Metric][column.Class]))])),
        ]);
    }

    /// <summary>Writes a row for each metric and class, with all numbers of its summary.</summary>
    /// <param name="path">The file; it appears when it is whole.</param>
    public void WriteSummaryCsv(string path) => Write(path, [
        "metric,class,count,mean,std,min,p5,p25,median,p75,p95,max,mean_low,mean_high",
        .. Summaries.Select(line => Row([
            line.Metric, line.Class, line.Summary.Count.ToString(CultureInfo.InvariantCulture),
            .. Numbers(line.Summary).Select(Number),
        ])),
    ]);

    /// <summary>Writes cases and summaries. NaN and infinity are the texts "NaN" and "Infinity".</summary>
    /// <param name="path">The file; it appears when it is whole.</param>
    public void WriteJson(string path)
        => Write(path, [JsonSerializer.Serialize(new { confidence, cases = Cases, summaries = Summaries }, Options)]);

    private static IEnumerable<Line> Summarise(IReadOnlyList<EvaluationResult.Case> cases, IReadOnlyList<string>? classes, double confidence, uint seed)
    {
        foreach (var (metric, first) in cases.Take(1).SelectMany(one => one.Scores))
        {
            for (var c = 0; c < first.Count; c++)
            {
                yield return new(metric, ClassName(classes, c), ScoreSummary.Of(cases.Select(one => one.Scores[metric][c]), confidence, seed: seed));
            }
            yield return new(metric, "mean", ScoreSummary.Of(cases.Select(one => EvaluationResult.Mean(one.Scores[metric])), confidence, seed: seed));
        }
    }

    private static double[] Numbers(ScoreSummary s)
        => [s.Mean, s.Std, s.Minimum, s.Percentile5, s.Percentile25, s.Median, s.Percentile75, s.Percentile95, s.Maximum, s.MeanLow, s.MeanHigh];

    private static string ClassName(IReadOnlyList<string>? classes, int index) => index < classes?.Count ? classes[index] : $"class_{index + 1}";

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Row(IEnumerable<string> fields)
        => string.Join(',', fields.Select(field => field.AsSpan().ContainsAny("\",\r\n") ? $"\"{field.Replace("\"", "\"\"")}\"" : field));

    private static void Write(string path, IEnumerable<string> lines)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, string.Join('\n', lines) + "\n");
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);   // gone already, unless something failed
        }
    }

    private static IReadOnlyList<EvaluationResult.Case> Checked(IReadOnlyList<EvaluationResult.Case> cases)
    {
        static string Form(EvaluationResult.Case one) => string.Join(", ", one.Scores.Select(pair => $"{pair.Key} of {pair.Value.Count} classes"));
        return cases.FirstOrDefault(one => Form(one) != Form(cases[0])) is { } other
            ? throw new ArgumentException($"MetricReport: '{other.Name}' has {Form(other)}, but '{cases[0].Name}' {Form(cases[0])}; all cases must have the same.", nameof(cases))
            : cases;
    }
}
