namespace Medulla.Bundles.Workflows;

/// <summary>What happens when an image is not what a bundle's network was made for.</summary>
public enum ContractMode
{
    /// <summary>A line in the log for each.</summary>
    Warn,

    /// <summary>The run stops.</summary>
    Strict,

    /// <summary>Nothing: images are not looked at.</summary>
    Off,
}
