namespace Medulla.Bundles.Workflows;

/// <summary>An evaluation that can be repeated.</summary>
public sealed record LockedRun
{
    /// <summary>The bundle's configurations, with commas, later ones over earlier ones.</summary>
    public string Config { get; init; } = "evaluate";

    /// <summary>What is run in it.</summary>
    public IReadOnlyList<string> Ids { get; init; } = ["run"];

    /// <summary>Configuration that makes the data first; none if null.</summary>
    public string? Prepare { get; init; }

    /// <summary>What is run in <see cref="Prepare"/>.</summary>
    public IReadOnlyList<string> PrepareIds { get; init; } = ["run"];

    /// <summary>Values by id, as on a command line; they hold where a configuration has such an item.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>The item that names the data's folder.</summary>
    public string DataId { get; init; } = "dataset_dir";

    /// <summary>Base of the seeds.</summary>
    public long Seed { get; init; }
}
