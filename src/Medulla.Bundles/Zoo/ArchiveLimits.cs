namespace Medulla.Bundles.Zoo;

/// <summary>What an archive may make of itself when it is unpacked; one that wants more is refused before anything is written.</summary>
/// <param name="MaxBytes">Bytes of all files together.</param>
/// <param name="MaxRatio">Bytes of all files for each byte of the archive; not asked of less than <see cref="FreeBytes"/>.</param>
/// <param name="MaxEntries">Number of entries.</param>
public sealed record ArchiveLimits(long MaxBytes = 32L << 30, double MaxRatio = 200, int MaxEntries = 100_000)
{
    /// <summary>So much may come of any archive: 64 MiB.</summary>
    public const long FreeBytes = 64 << 20;

    /// <summary>Bytes that an archive of a given size may become.</summary>
    internal long Allowance(long archiveBytes) => (long)Math.Min(MaxBytes, Math.Max(FreeBytes, MaxRatio * archiveBytes));
}
