using System.Collections;
using Medulla.Imaging;

namespace Medulla.Engines.Handlers;

/// <summary>Keeps losses and metrics with the iteration they are of, to be saved with checkpoints or plotted.</summary>
/// <param name="lossTransform">From the output to the loss; "loss" if null.</param>
/// <param name="metricTransform">From a metric to what is kept; as it is if null.</param>
/// <param name="evaluator">An engine whose metrics are kept too, each time it is done.</param>
[ReferenceName("MetricLogger", "metriclogger")]
public sealed class MetricLogger(Func<object?, object?>? lossTransform = null, Func<object?, object?>? metricTransform = null, Engine? evaluator = null)
    : IEngineHandler, IEngineAction, IStateful
{
    private readonly List<(int Iteration, object? Value)> losses = [];
    private readonly Dictionary<string, List<(int Iteration, object? Value)>> metrics = [];
    private int iteration;

    /// <summary>The losses, by iteration.</summary>
    public IReadOnlyList<(int Iteration, object? Value)> Loss => losses;

    /// <summary>The metrics by name, by iteration of the trainer.</summary>
    public IReadOnlyDictionary<string, List<(int Iteration, object? Value)>> Metrics => metrics;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.IterationCompleted, this);
        if (evaluator is not null)
        {
            AttachEvaluator(evaluator);
        }
    }

    /// <summary>Keeps the metrics of another engine too, each time it is done.</summary>
    public void AttachEvaluator(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (!engine.HasEventHandler((Action<Engine>)LogMetrics, EngineEvent.Completed))
        {
            engine.AddEventHandler(EngineEvent.Completed, LogMetrics);
        }
    }

    /// <inheritdoc/>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        iteration = engine.State.Iteration;
        var loss = lossTransform is null ? EngineOutput.LossOf(engine.State.Output) : lossTransform(engine.State.Output);
        losses.Add((iteration, EngineOutput.Number(loss) is { } number ? number : loss));
        LogMetrics(engine);
    }

    /// <summary>Keeps the metrics that an engine has now.</summary>
    public void LogMetrics(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        foreach (var (name, value) in engine.State.Metrics)
        {
            if (!metrics.TryGetValue(name, out var list))
            {
                metrics[name] = list = [];
            }
            list.Add((iteration, metricTransform is null ? value : metricTransform(value)));
        }
    }

    /// <inheritdoc/>
    public object StateDict() => new Dictionary<string, object?>
    {
        ["Loss"] = Tree(losses), ["Metrics"] = metrics.ToDictionary(pair => pair.Key, pair => (object?)Tree(pair.Value)),
    };

    /// <inheritdoc/>
    public void LoadStateDict(object state)
    {
        var map = (IDictionary)state;
        losses.Clear();
        losses.AddRange(Pairs(map["Loss"]));
        metrics.Clear();
        var read = (IDictionary)map["Metrics"]!;
        foreach (var name in read.Keys)
        {
            metrics[$"{name}"] = [.. Pairs(read[name])];
        }
    }

    private static List<object?> Tree(IEnumerable<(int Iteration, object? Value)> pairs) => [.. pairs.Select(pair => (object?)new List<object?> { (long)pair.Iteration, pair.Value })];

    private static IEnumerable<(int, object?)> Pairs(object? tree) => ((IEnumerable)tree!).Cast<IList>().Select(pair => (Convert.ToInt32(pair[0]), pair[1]));
}
