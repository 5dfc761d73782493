namespace Medulla.Bundles.Zoo;

/// <summary>An entry of an archive.</summary>
/// <param name="Name">Its path as written.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes of its content.</param>
/// <param name="Crc">CRC-32 of its content; null where the format has none.</param>
/// <param name="Open">Gives its content; only until the next entry is asked for.</param>
internal sealed record ArchiveEntry(string Name, ArchiveEntry.EntryKind Kind, long Length, uint? Crc, Func<Stream> Open)
{
    public enum EntryKind
    {
        File,
        Folder,
        Link,
        Encrypted,
        Other,
    }

    public bool IsFile => Kind == EntryKind.File;
}
