namespace Medulla.Bundles.Zoo;

/// <summary>How a bundle is brought here.</summary>
public sealed record DownloadOptions
{
    /// <summary>The SHA-256 that the archive must have, in hexadecimal digits; that of the index, if it has one, if null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What may come out of the archive.</summary>
    public ArchiveLimits Limits { get; init; } = new();

    /// <summary>Is told bytes that are here, and bytes in all or null.</summary>
    public Action<long, long?>? Progress { get; init; }

    /// <summary>For how long a server may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(100);
}
