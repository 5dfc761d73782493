using System.IO.Compression;

namespace Medulla.Weights.Archives;

/// <summary>
/// A zip file, read by its directory (APPNOTE 6.3: zip64, entries stored or deflated). Trusts nothing: what an entry says of itself
/// lies inside the file, no two entries share bytes, and together they inflate to at most <see cref="MaxInflation"/> times the file.
/// </summary>
internal sealed class ZipReader
{
    /// <summary>How many times the file's size the contents may have in all.</summary>
    public const int MaxInflation = 64;

    private readonly BoundedFile file;

    private ZipReader(BoundedFile file, Dictionary<string, ZipEntry> entries) => (this.file, Entries) = (file, entries);

    public IReadOnlyDictionary<string, ZipEntry> Entries { get; }

    /// <exception cref="WeightsFormatException">The directory is not that of a sound zip file.</exception>
    public static ZipReader Open(BoundedFile file)
    {
        var entries = ZipDirectory.Read(file);
        var total = 0L;
        foreach (var entry in entries.Values)
        {
            if (entry.Length > file.Length * MaxInflation - total)
            {
                throw file.Bad($"the entries inflate to more than {MaxInflation} times the file's {file.Length} bytes; weights do not compress like that");
            }
            total += entry.Length;
        }
        return new(file, entries);
    }

    /// <summary>Reads an entry's content and checks it against its checksum.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="slices">Gives the memory for the bytes from a position on; asked again until the entry is complete.</param>
    /// <exception cref="WeightsFormatException">The content is corrupt.</exception>
    public void Read(ZipEntry entry, SliceAt slices)
    {
        var crc = 0u;
        try
        {
            using var inflater = entry.Deflated ? new DeflateStream(new FileSlice(file, entry.Offset, entry.StoredLength), CompressionMode.Decompress) : null;
            for (var position = 0L; position < entry.Length;)
            {
                var slice = slices(position);
                if (inflater is null)
                {
                    file.ReadAt(entry.Offset + position, slice);
                }
                else
                {
                    inflater.ReadExactly(slice);
                }
                crc = Crc32.Append(crc, slice);
                position += slice.Length;
            }
            if (inflater is not null && inflater.ReadByte() >= 0)
            {
                throw file.Bad($"'{entry.Name}' inflates to more than the {entry.Length} bytes that the directory gives");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw file.Bad($"'{entry.Name}' does not inflate to its {entry.Length} bytes: {e.Message}", e);
        }
        if (entry.Crc != 0 && crc != entry.Crc)
        {
            throw file.Bad($"'{entry.Name}' has the checksum {crc:x8}, but the directory gives {entry.Crc:x8}; the file is damaged");
        }
    }

    /// <summary>Reads a whole entry of bounded length.</summary>
    public byte[] Read(ZipEntry entry, long limit)
    {
        if (entry.Length > Math.Min(limit, Array.MaxLength))
        {
            throw file.Bad($"'{entry.Name}' has {entry.Length} bytes; at most {limit} are expected");
        }
        var result = new byte[entry.Length];
        Read(entry, position => result.AsSpan((int)position));
        return result;
    }

    /// <summary>The memory that takes an entry's bytes from <paramref name="position"/> on: at least one byte, none behind the entry's end.</summary>
    public delegate Span<byte> SliceAt(long position);
}
