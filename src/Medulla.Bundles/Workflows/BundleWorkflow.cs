using Medulla.Bundles.Configuration;
using TorchSharp;

namespace Medulla.Bundles.Workflows;

/// <summary>A configuration that does something: it initializes, runs and finalizes, each by the list of that name.</summary>
/// <param name="config">The configuration.</param>
public sealed class BundleWorkflow(Config config)
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
        IReadOnlyList<object?> results = [.. ids.Select(config.Resolve)];
        if (config.Contains(Last))
        {
            config.Resolve(Last);
        }
        return results;
    }
}
