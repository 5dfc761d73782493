using System.Buffers.Binary;
using System.Text;

namespace Medulla.Weights.Archives;

/// <summary>Reads and checks the directory at the end of a zip file.</summary>
internal static class ZipDirectory
{
    private const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, Locator64Mark = 0x07064b50, EntryMark = 0x02014b50, LocalMark = 0x04034b50;
    private const int EndLength = 22, End64Length = 56, LocatorLength = 20, EntryLength = 46, LocalLength = 30, MaxComment = ushort.MaxValue;

    private sealed record Found(ZipEntry Entry, long Header);

    /// <exception cref="WeightsFormatException">The directory is not that of a sound zip file.</exception>
    public static Dictionary<string, ZipEntry> Read(BoundedFile file)
    {
        var (count, offset, length) = FindDirectory(file);
        if (offset > (ulong)file.Length || length > (ulong)file.Length - offset || length > (ulong)Array.MaxLength || count > length / EntryLength)
        {
            throw file.Bad($"the zip directory is said to have {count} entries in {length} bytes from byte {offset}, but the file has {file.Length}; it is cut off or damaged");
        }
        var directory = new byte[length];
        file.ReadAt((long)offset, directory);
        var found = new List<Found>((int)count);
        var position = 0;
        for (var i = 0UL; i < count; i++)
        {
            found.Add(ReadEntry(file, directory, ref position));
        }
        return Locate(file, found, (long)offset);
    }

    private static (ulong Count, ulong Offset, ulong Length) FindDirectory(BoundedFile file)
    {
        var tail = new byte[Math.Min(file.Length, EndLength + MaxComment)];
        var start = file.Length - tail.Length;
        file.ReadAt(start, tail);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (U32(end) != EndMark || U16(end[20..]) != end.Length - EndLength)
            {
                continue;
            }
            var (count, length, offset) = ((ulong)U16(end[10..]), (ulong)U32(end[12..]), (ulong)U32(end[16..]));
            return count == ushort.MaxValue || length == uint.MaxValue || offset == uint.MaxValue
                ? FindDirectory64(file, start + at) : (count, offset, length);
        }
        throw file.Bad("the zip file has no directory at its end; it is cut off");
    }

    private static (ulong Count, ulong Offset, ulong Length) FindDirectory64(BoundedFile file, long end)
    {
        Span<byte> locator = stackalloc byte[LocatorLength], record = stackalloc byte[End64Length];
        if (end >= LocatorLength)
        {
            file.ReadAt(end - LocatorLength, locator);
            var at = U64(locator[8..]);
            if (U32(locator) == Locator64Mark && at <= (ulong)Math.Max(0, end - LocatorLength - End64Length))
            {
                file.ReadAt((long)at, record);
                if (U32(record) == End64Mark)
                {
                    return (U64(record[32..]), U64(record[48..]), U64(record[40..]));
                }
            }
        }
        throw file.Bad("the zip file's 64-bit directory is not where it should be; the file is damaged");
    }

    private static Found ReadEntry(BoundedFile file, byte[] directory, ref int position)
    {
        var rest = directory.AsSpan(position);
        if (rest.Length < EntryLength || U32(rest) != EntryMark)
        {
            throw file.Bad($"the zip directory has no entry at its byte {position}; the file is damaged");
        }
        var (flags, method, crc) = (U16(rest[8..]), U16(rest[10..]), U32(rest[16..]));
        var (stored, length, header) = ((ulong)U32(rest[20..]), (ulong)U32(rest[24..]), (ulong)U32(rest[42..]));
        var (nameLength, extraLength, commentLength) = (U16(rest[28..]), U16(rest[30..]), U16(rest[32..]));
        if (rest.Length - EntryLength < nameLength + extraLength + commentLength)
        {
            throw file.Bad($"the zip directory ends within the entry at its byte {position}; the file is damaged");
        }
        var name = Encoding.UTF8.GetString(rest.Slice(EntryLength, nameLength));
        var extra = rest.Slice(EntryLength + nameLength, extraLength);
        for (; extra.Length >= 4; extra = extra[Math.Min(extra.Length, 4 + U16(extra[2..]))..])
        {
            if (U16(extra) == 1)   // 64-bit numbers, those that were too large, in this order
            {
                var wide = extra.Slice(4, Math.Min(U16(extra[2..]), extra.Length - 4));
                length = Widened(length, ref wide);
                stored = Widened(stored, ref wide);
                header = Widened(header, ref wide);
                break;
            }
        }
        if ((flags & 1) != 0 || method is not (0 or 8))
        {
            throw file.Bad($"'{name}' is {((flags & 1) != 0 ? "encrypted" : $"compressed by method {method}")}; entries must be stored or deflated");
        }
        if (header > (ulong)file.Length || stored > (ulong)file.Length || length > long.MaxValue || (method == 0 && stored != length))
        {
            throw file.Bad($"'{name}' is said to have {stored} bytes, {length} as content, at byte {header}, but the file has {file.Length}; it is damaged");
        }
        position += EntryLength + nameLength + extraLength + commentLength;
        return new(new(name, 0, (long)stored, (long)length, method == 8, crc), (long)header);
    }

    private static ulong Widened(ulong value, ref Span<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < 8)
        {
            return value;
        }
        value = U64(wide);
        wide = wide[8..];
        return value;
    }

    /// <summary>Finds where the data begins, behind the local headers; each entry must end before the next one's header.</summary>
    private static Dictionary<string, ZipEntry> Locate(BoundedFile file, List<Found> found, long directory)
    {
        var result = new Dictionary<string, ZipEntry>(found.Count);
        Span<byte> local = stackalloc byte[LocalLength];
        var free = 0L;
        foreach (var (entry, header) in found.OrderBy(item => item.Header))
        {
            if (header < free || header > directory - LocalLength)
            {
                throw file.Bad($"'{entry.Name}' begins at byte {header}, inside another part of the file; it is damaged");
            }
            file.ReadAt(header, local);
            var offset = header + LocalLength + U16(local[26..]) + U16(local[28..]);
            free = offset + entry.StoredLength;
            if (U32(local) != LocalMark || free > directory)
            {
                throw file.Bad($"'{entry.Name}' has no header at byte {header} or reaches into the directory; the file is damaged");
            }
            if (!result.TryAdd(entry.Name, entry with { Offset = offset }))
            {
                throw file.Bad($"the entry '{entry.Name}' occurs twice");
            }
        }
        return result;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
