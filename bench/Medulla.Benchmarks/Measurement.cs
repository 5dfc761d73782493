using System.Diagnostics;
using System.Globalization;

namespace Medulla.Benchmarks;

/// <summary>Times a workload.</summary>
internal static class Measurement
{
    /// <summary>Below this a run is the median of three in a row, as those of the straight way in Python are.</summary>
    private const double Short = 0.2;

    /// <summary>One warm-up and then some runs of each way, in turn, as a line of JSON.</summary>
    public static string Of(Workload workload, int runs, bool withBaseline)
    {
        List<double> ours = [], straight = [];
        for (var run = -1; run < runs; run++)
        {
            var seconds = Run(workload.Ours);
            var other = withBaseline && workload.Straight is { } way ? way() : double.NaN;
            if (run >= 0)
            {
                ours.Add(seconds);
                straight.Add(other);
            }
        }
        var (median, baseline) = (Median(ours), Median(straight));
        string Number(double value) => double.IsNaN(value) ? "null" : value.ToString("0.#####", CultureInfo.InvariantCulture);
        return $"{{\"name\": \"{workload.Name}\", \"median_s\": {Number(median)}, \"min_s\": {Number(ours.Min())}, \"peak_rss_mib\": {PeakMemory()}, "
            + $"\"baseline_s\": {Number(baseline)}, \"ratio\": {Number(baseline / median)}}}";
    }

    private static double Run(Action work)
        => Time(work) is var first && first < Short ? Median([first, Time(work), Time(work)]) : first;

    /// <summary>Seconds that something takes.</summary>
    public static double Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        using (TorchSharp.torch.NewDisposeScope())
        {
            work();
        }
        return clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }
}
