using Medulla.Imaging;

namespace Medulla.Engines;

/// <summary>Names of metrics to be written: "*" for all.</summary>
public sealed class MetricNames
{
    private readonly Values<string> names;

    private MetricNames(Values<string> names) => this.names = names;

    /// <summary>No metrics.</summary>
    public static MetricNames None { get; } = new([]);

    /// <summary>Metrics by their names.</summary>
    public static implicit operator MetricNames(Values<string> names) => new(names);

    /// <summary>One metric by its name.</summary>
    public static implicit operator MetricNames(string name) => new([name]);

    /// <summary>Whether a metric is among them.</summary>
    public bool Has(string name) => names.Contains("*") || names.Contains(name);
}
