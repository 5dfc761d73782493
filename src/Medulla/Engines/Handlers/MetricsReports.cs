using System.Globalization;
using Medulla.Imaging;
using Medulla.Metrics;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Metrics as the reference writes them to files.</summary>
public static class MetricsReports
{
    private static readonly string[] Operations = ["mean", "median", "max", "min", "90percentile", "std", "notnans"];

    /// <summary>
    /// Writes <c>metrics.csv</c>, a line for each metric; and for each of which there are details <c>NAME_raw.csv</c>, a line for each image and a
    /// column for each class and their mean, and <c>NAME_summary.csv</c>, a line for each class.
    /// </summary>
    /// <param name="saveDir">The folder; made if missing.</param>
    /// <param name="images">Names of the images; their numbers if null.</param>
    /// <param name="metrics">Metrics by name; none if null.</param>
    /// <param name="metricDetails">Scores [images, classes] by name of the metric; none if null.</param>
    /// <param name="summaryOps">What a summary has: mean, median, max, min, std, notnans, or a percentile such as "95percentile"; "*" for all; no summary if null.</param>
    /// <param name="deli">What stands between columns.</param>
    /// <param name="outputType">Always "csv".</param>
    /// <param name="classLabels">Names of the classes; "class0" and so on if null.</param>
    /// <exception cref="ArgumentException">An operation or type is not known, or there are not as many names as images or classes.</exception>
    public static void WriteMetricsReports(
        string saveDir, IReadOnlyList<string>? images, IReadOnlyDictionary<string, object?>? metrics, IReadOnlyDictionary<string, Tensor>? metricDetails,
        Values<string>? summaryOps, string deli = ",", string outputType = "csv", IReadOnlyList<string>? classLabels = null)
    {
        if (!outputType.Equals("csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"write_metrics_reports: output_type is '{outputType}'; it can be csv.", nameof(outputType));
        }
        Directory.CreateDirectory(saveDir);
        if (metrics is { Count: > 0 })
        {
            Write(Path.Combine(saveDir, "metrics.csv"), metrics.Select(pair => $"{pair.Key}{deli}{Text(pair.Value)}"));
        }
        foreach (var (name, details) in metricDetails ?? new Dictionary<string, Tensor>())
        {
            var rows = Rows(details);
            if (images is not null && images.Count != rows.Count)
            {
                throw new ArgumentException($"write_metrics_reports: '{name}' has scores of {rows.Count} images, but there are {images.Count} names.", nameof(images));
            }
            var classes = rows.Count == 0 ? 0 : rows[0].Length - 1;
            if (classLabels is not null && classLabels.Count != classes)
            {
                throw new ArgumentException($"write_metrics_reports: '{name}' has {classes} classes, but there are {classLabels.Count} names.", nameof(classLabels));
            }
            string[] columns = [.. classLabels ?? [.. Enumerable.Range(0, classes).Select(c => $"class{c}")], "mean"];
            Write(
                Path.Combine(saveDir, $"{name}_raw.csv"),
                rows.Select((row, i) => string.Join(deli, row.Select(score => details.dtype == ScalarType.Float32 ? NumberText.Of((float)score) : Number(score)).Prepend(images?[i] ?? $"{i}"))).Prepend(string.Join(deli, columns.Prepend("filename"))));
            if (summaryOps is { Count: > 0 })
            {
                string[] operations = summaryOps.Contains("*") ? Operations : [.. summaryOps];
                Write(
                    Path.Combine(saveDir, $"{name}_summary.csv"),
                    columns.Select((column, c) => string.Join(deli, operations.Select(operation => Number(Summary(operation, [.. rows.Select(row => row[c])]))).Prepend(column)))
                        .Prepend(string.Join(deli, operations.Prepend("class"))));
            }
        }
    }

    /// <summary>One row for each image: its classes, and their mean.</summary>
    private static List<double[]> Rows(Tensor details)
    {
        using var scope = NewDisposeScope();
        var table = details.Dimensions switch { 0 => details.reshape(1, 1), 1 => details.unsqueeze(1), _ => details.flatten(1) };
        table = table.is_floating_point() ? table : table.to_type(ScalarType.Float64);
        var missing = table.isnan();   // TorchSharp's nanmean ends the process
        var mean = table.masked_fill(missing, 0).sum([1], keepdim: true) / missing.logical_not().sum([1], keepdim: true).to_type(table.dtype);
        table = cat([table, mean], 1).to_type(ScalarType.Float64).cpu().contiguous();
        return [.. table.data<double>().ToArray().Chunk((int)table.shape[1])];
    }

    private static double Summary(string operation, double[] values)
    {
        double[] valid = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return operation switch
        {
            "notnans" => valid.Length,
            _ when valid.Length == 0 && (Operations.Contains(operation) || operation.EndsWith("percentile", StringComparison.Ordinal)) => double.NaN,
            "mean" => valid.Average(),
            "median" => ScoreSummary.Quantile(valid, 0.5),
            "max" => valid[^1],
            "min" => valid[0],
            "std" => Math.Sqrt(valid.Average(value => Math.Pow(value - valid.Average(), 2))),
            _ when operation.EndsWith("percentile", StringComparison.Ordinal) && int.TryParse(operation[..^"percentile".Length], out var share) && share is >= 0 and <= 100
                => ScoreSummary.Quantile(valid, share / 100.0),
            _ => throw new ArgumentException($"write_metrics_reports: '{operation}' is no summary; there are {string.Join(", ", Operations)}, and percentiles of other numbers."),
        };
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("F4", CultureInfo.InvariantCulture) : NumberText.Of(value);

    private static string Text(object? value) => value switch
    {
        double number => NumberText.Of(number),
        float number => NumberText.Of(number),
        System.Collections.IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"'{key}': {Text(map[key])}"))}}}",
        System.Collections.IEnumerable list and not string => $"[{string.Join(" ", list.Cast<object?>().Select(Text))}]",
        _ => $"{value}",
    };

    private static void Write(string path, IEnumerable<string> lines) => File.WriteAllText(path, string.Join('\n', lines) + "\n");
}
