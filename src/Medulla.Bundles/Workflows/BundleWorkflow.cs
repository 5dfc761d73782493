using Medulla.Bundles.Configuration;
using Medulla.Engines;
using TorchSharp;

namespace Medulla.Bundles.Workflows;

/// <summary>A configuration that does something: it initializes, runs and finalizes, each by the list of that name.</summary>
/// <param name="config">The configuration.</param>
/// <param name="contract">What images must be that its evaluators run on; nothing is asked if null.</param>
/// <param name="mode">What happens when they are not.</param>
public sealed class BundleWorkflow(Config config, BundleContract? contract = null, ContractMode mode = ContractMode.Warn)
{
    private const string First = "initialize", Last = "finalize";
    private bool isInitialized;

    /// <summary>The configuration; its items can be changed until they are asked for.</summary>
    public Config Config => config;

    /// <summary>Runs the list "initialize", if there is one; once.</summary>
    public void Initialize()
    {
        if (!isInitialized && config.Contains(First))
        {
            config.Resolve(First);
        }
        isInitialized = true;
    }

    /// <summary>Initializes, runs the items of the given ids, and finalizes.</summary>
    /// <param name="ids">The items; "run" if none is given.</param>
    /// <returns>The value of each.</returns>
    /// <exception cref="ConfigException">There is no such item, or something in it failed.</exception>
    public IReadOnlyList<object?> Run(params IReadOnlyList<string> ids)
    {
        ids = ids is [] ? ["run"] : ids;
        foreach (var id in ids.Where(id => !config.Contains(id)))
        {
            var near = config.Names.Where(name => config[name] is List<object?> list && list.Exists(item => item is string text && text.Contains(".run(", StringComparison.Ordinal))).ToList();
            throw new ConfigException(id, near.Count == 0 ? "there is no such item to run." : $"there is no such item to run; this configuration has {string.Join(", ", near)}.");
        }
        // What is made here lives as long as the configuration, whatever scope the caller is in.
        using var scope = torch.NewDisposeScope();
        Initialize();
        var engines = Engines(ids);
        foreach (var evaluator in engines.OfType<Evaluator>())
        {
            contract?.Attach(evaluator, mode);
        }
        IReadOnlyList<object?> results = [.. ids.Select(config.Resolve)];
        Metrics = engines.SelectMany(engine => engine.State.Metrics).GroupBy(metric => metric.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        if (config.Contains(Last))
        {
            config.Resolve(Last);
        }
        return results;
    }

    /// <summary>Results of the engines of the last run by name: numbers, or arrays of them.</summary>
    public IReadOnlyDictionary<string, object?> Metrics { get; private set; } = new Dictionary<string, object?>();

    /// <summary>The engines that items run.</summary>
    private List<Engine> Engines(IReadOnlyList<string> ids)
        => [.. ids.SelectMany(config.References).Distinct().Where(config.Contains).Where(id => config[id] is Dictionary<string, object?>).Select(config.Resolve).OfType<Engine>()];
}
