using System.Diagnostics;
using System.Globalization;
using System.Text;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Profiling;

/// <summary>Time and memory of each step of a pipeline: <c>Console.Write(PipelineProfile.Of(pipeline, item))</c>.</summary>
/// <param name="Steps">The steps in order; where lazy steps leave resampling to be done at the end, that is the last one.</param>
/// <param name="Runs">How often the pipeline ran.</param>
public sealed record PipelineProfile(Values<StepProfile> Steps, int Runs)
{
    /// <summary>Name of the last step where images wait for their resampling.</summary>
    public const string Pending = "pending resampling";

    /// <summary>Mean time of a run, ms.</summary>
    public double Milliseconds => Steps.Sum(step => step.Milliseconds);

    /// <summary>
    /// Runs a pipeline once to warm up, then some times for the time and as often for the memory (looking at which would slow it
    /// down), each time with another seed, since random steps may do nothing.
    /// </summary>
    /// <param name="pipeline">The pipeline; steps that write files do so on each run.</param>
    /// <param name="item">What the first step takes.</param>
    /// <param name="runs">Runs to measure.</param>
    /// <param name="seed">Seed of the first run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="runs"/> is less than 1.</exception>
    /// <exception cref="TransformException">A step failed.</exception>
    public static PipelineProfile Of(Compose pipeline, object item, int runs = 3, uint seed = 0)
    {
        Check.Positive(runs);
        Run(pipeline, item, seed, Timed);
        List<StepProfile>[] Runs(Func<Action, (double, long?)> measure)
            => [.. Enumerable.Range(0, runs).Select(run => Run(pipeline, item, (uint)(seed + run), measure))];
        var (timed, weighed) = (Runs(Timed), Runs(Weighed));
        return new(Values.From(timed.MaxBy(steps => steps.Count)!.Select((_, i) => Mean([.. At(timed, i)], [.. At(weighed, i)]))), runs);
    }

    /// <summary>The table: a line for each step.</summary>
    public override string ToString()
    {
        string[][] rows =
        [
            ["", "step", "mean ms", "longest", "peak MB", "item MB", "items"],
            .. Steps.Select((step, i) => (string[])
            [
                $"{i + 1}", step.Keys.Count == 0 ? step.Name : $"{step.Name} ({string.Join(", ", step.Keys)})",
                Number(step.Milliseconds), Number(step.Longest), step.PeakBytes is { } peak ? Megabytes(peak) : "-", Megabytes(step.ItemBytes), $"{step.Items}",
            ]),
            ["", "all", Number(Milliseconds), "", "", "", ""],
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column == 1 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
        return text.ToString();
    }

    private static List<StepProfile> Run(Compose pipeline, object item, uint seed, Func<Action, (double Milliseconds, long? Peak)> measure)
    {
        using var scope = NewDisposeScope();
        Call call = new(Generators.For(pipeline, seed));
        object? current = item;
        List<StepProfile> steps = [];
        void Step(string name, Values<string> keys, Func<object?, object?> work)
        {
            var (ms, peak) = measure(() => current = work(current));
            var held = Item.Tensors(current).DistinctBy(tensor => tensor.Handle).Sum(tensor => tensor.numel() * tensor.element_size());
            steps.Add(new(name, keys, ms, ms, peak, held, Item.All(current).Count));
        }
        for (var i = 0; i < pipeline.Transforms.Count; i++)
        {
            var (step, index) = (pipeline.Transforms[i], i);
            Step(step.Name(), [.. step.KeysOf()], before => pipeline.RunStep(before, call, index));
        }
        if (Item.All(current).SelectMany(Item.Images).Any(image => image.Pending.Count > 0))
        {
            Step(Pending, [], Compose.Resampled);
        }
        return steps;
    }

    private static (double Milliseconds, long? Peak) Timed(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return (clock.Elapsed.TotalMilliseconds, null);
    }

    private static (double Milliseconds, long? Peak) Weighed(Action work) => (0, PeakMemory.During(work));

    /// <summary>A step of all runs that have it: not every run ends with images that wait.</summary>
    private static IEnumerable<StepProfile> At(List<StepProfile>[] runs, int step) => runs.Where(steps => step < steps.Count).Select(steps => steps[step]);

    private static StepProfile Mean(List<StepProfile> timed, List<StepProfile> weighed)
        => timed[0] with
        {
            Milliseconds = timed.Average(run => run.Milliseconds),
            Longest = timed.Max(run => run.Milliseconds),
            PeakBytes = weighed.Max(run => run.PeakBytes),
            ItemBytes = timed.Max(run => run.ItemBytes),
            Items = timed.Max(run => run.Items),
        };

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => Number(bytes / 1e6);
}
