using System.Formats.Tar;
using System.IO.Compression;
using Kind = Medulla.Bundles.Zoo.ArchiveEntry.EntryKind;

namespace Medulla.Bundles.Zoo;

/// <summary>The entries of a zip, tar or tar.gz file, in their order; the content says which it is.</summary>
internal static class ArchiveFile
{
    private const int TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000, SymbolicLink = 0xA000;   // of a Unix file's mode
    private static readonly string[] Endings = [".zip", ".tar.gz", ".tgz", ".tar"];

    /// <summary>Whether a file is an archive by its name.</summary>
    public static bool IsArchive(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>A file's name without the ending of archives.</summary>
    public static string Stem(string name) => Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending ? name[..^ending.Length] : name;

    /// <summary>Shows the entries one after the other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowance">Bytes that may come out of a compressed stream.</param>
    /// <param name="seen">Is called for each; its content can be read during the call.</param>
    /// <exception cref="InvalidDataException">It is no archive, is damaged, or more comes out of it.</exception>
    public static void Read(string path, long allowance, Action<ArchiveEntry> seen)
    {
        using var file = File.OpenRead(path);
        var mark = new byte[2];
        file.ReadAtLeast(mark, 2, throwOnEndOfStream: false);
        file.Position = 0;
        try
        {
            if (mark is [(byte)'P', (byte)'K'])
            {
                ReadZip(file, seen);
                return;
            }
            using var content = mark is [0x1F, 0x8B] ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            ReadTar(new BoundedStream(content, allowance), seen);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            // The libraries' readers throw all of these at damaged files.
            throw e is InvalidDataException && e.Message.StartsWith(Path.GetFileName(path), StringComparison.Ordinal) ? e
                : new InvalidDataException($"{Path.GetFileName(path)} is no archive (zip, tar, tar.gz), or damaged: {e.Message}", e);
        }
    }

    private static void ReadZip(FileStream file, Action<ArchiveEntry> seen)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            var type = (entry.ExternalAttributes >> 16) & TypeBits;
            var kind = entry.IsEncrypted ? Kind.Encrypted : type == SymbolicLink ? Kind.Link : entry.FullName.EndsWith('/') || type == Folder ? Kind.Folder
                : type is 0 or Regular ? Kind.File : Kind.Other;
            seen(new(entry.FullName, kind, entry.Length, entry.Crc32, entry.Open));
        }
    }

    private static void ReadTar(Stream content, Action<ArchiveEntry> seen)
    {
        using var tar = new TarReader(content, leaveOpen: true);
        var count = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            count++;
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }
            var kind = entry.EntryType switch
            {
                TarEntryType.RegularFile or TarEntryType.V7RegularFile => Kind.File,
                TarEntryType.Directory => Kind.Folder,
                TarEntryType.SymbolicLink or TarEntryType.HardLink => Kind.Link,
                _ => Kind.Other,
            };
            seen(new(entry.Name, kind, entry.Length, null, () => entry.DataStream ?? Stream.Null));
        }
        if (count == 0)
        {
            throw new InvalidDataException("it has no entries.");
        }
    }
}
