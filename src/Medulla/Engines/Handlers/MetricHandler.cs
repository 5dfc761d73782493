using System.Collections;
using Medulla.Imaging;
using Medulla.Metrics;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Scores each sample by a metric and puts the scores together at the epoch's end.</summary>
/// <param name="metricFn">The metric.</param>
/// <param name="outputTransform">From the engine's output to predictions and labels, such as <see cref="EngineOutput.FromEngine"/>.</param>
/// <param name="saveDetails">Whether the scores of each image are kept in <see cref="EngineState.MetricDetails"/>.</param>
[ReferenceName("IgniteMetricHandler", "IgniteMetric")]
public class MetricHandler(ICumulativeMetric metricFn, Func<object?, object?>? outputTransform = null, bool saveDetails = true) : EngineMetric(outputTransform)
{
    /// <inheritdoc/>
    protected override void Reset() => metricFn.Reset();

    /// <inheritdoc/>
    protected override void Update(object? output)
    {
        var (predictions, labels) = EngineOutput.Pair(output);
        metricFn.Add(predictions, labels);
    }

    /// <inheritdoc/>
    protected override object? Compute(Engine engine, string name)
    {
        using var scope = NewDisposeScope();
        if (saveDetails && metricFn.GetBuffer() is { } details)
        {
            if (engine.State.MetricDetails.Remove(name, out var before))
            {
                before.Dispose();
            }
            engine.State.MetricDetails[name] = details.DetachFromDisposeScope();
        }
        return Result(metricFn.Conclude());
    }

    /// <summary>A number, or the numbers of several classes, perhaps by name.</summary>
    private static object? Result(object? value) => value switch
    {
        IReadOnlyDictionary<string, double> => value,
        IReferenceForm form => Result(form.ReferenceForm),
        IList { Count: > 0 } list => Result(list[0]),
        System.Runtime.CompilerServices.ITuple { Length: > 0 } tuple => Result(tuple[0]),
        Tensor tensor => EngineOutput.Number(tensor) ?? (object)tensor.to_type(ScalarType.Float64).data<double>().ToArray(),
        _ => EngineOutput.Number(value) ?? value,
    };
}
