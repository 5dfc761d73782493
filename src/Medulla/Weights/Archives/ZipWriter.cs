using System.Buffers.Binary;
using System.Text;

namespace Medulla.Weights.Archives;

/// <summary>Writes a zip file of stored entries, each aligned so that its data can be mapped into memory (APPNOTE 6.3, zip64 where needed).</summary>
internal sealed class ZipWriter(Stream stream)
{
    private const int Alignment = 64, HeaderLength = 30, CrcPlace = 14, Wide = 20, PaddingId = 0x4246;
    private const ushort Date = 0x21;   // 1 January 1980: the same content gives the same file
    private readonly List<(byte[] Name, long Header, long Length, uint Crc)> entries = [];

    /// <summary>Adds an entry.</summary>
    /// <param name="name">The name.</param>
    /// <param name="length">Bytes that will be written.</param>
    /// <param name="write">Writes them, in as many parts as it likes.</param>
    public void Add(string name, long length, Action<Action<ReadOnlySpan<byte>>> write)
    {
        var (header, encoded) = (stream.Position, Encoding.UTF8.GetBytes(name));
        stream.Write(Header(encoded, header, length));
        var (start, crc) = (stream.Position, 0u);
        write(bytes =>
        {
            crc = Crc32.Append(crc, bytes);
            stream.Write(bytes);
        });
        var end = stream.Position;
        if (end - start != length)
        {
            throw new InvalidOperationException($"{name}: {end - start} bytes were written where {length} were announced.");
        }
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(number, crc);
        stream.Position = header + CrcPlace;
        stream.Write(number);
        stream.Position = end;
        entries.Add((encoded, header, length, crc));
    }

    /// <summary>Adds an entry that is at hand.</summary>
    public void Add(string name, byte[] content) => Add(name, content.Length, write => write(content));

    /// <summary>Writes the directory; the file is then whole.</summary>
    public void Finish()
    {
        var start = stream.Position;
        foreach (var (name, header, length, crc) in entries)
        {
            var wide = length >= uint.MaxValue || header >= uint.MaxValue;
            using var entry = Record(0x02014b50, 45, (ushort)(wide ? 45 : 20), 0x800, 0, 0, Date);
            entry.Write(crc);
            entry.Write(wide ? uint.MaxValue : (uint)length);
            entry.Write(wide ? uint.MaxValue : (uint)length);
            entry.Write((ushort)name.Length);
            entry.Write((ushort)(wide ? 28 : 0));
            entry.Write(new byte[10]);   // comment, disk, attributes
            entry.Write(wide ? uint.MaxValue : (uint)header);
            entry.Write(name);
            if (wide)
            {
                entry.Write((ushort)1);
                entry.Write((ushort)24);
                entry.Write(length);
                entry.Write(length);
                entry.Write(header);
            }
        }
        WriteEnd(start, stream.Position - start);
    }

    private void WriteEnd(long start, long length)
    {
        var wide = start >= uint.MaxValue || length >= uint.MaxValue || entries.Count >= ushort.MaxValue;
        var place = stream.Position;
        using var end = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        if (wide)
        {
            end.Write(0x06064b50);
            end.Write(44L);
            end.Write((ushort)45);
            end.Write((ushort)45);
            end.Write(0L);   // disks
            end.Write((long)entries.Count);
            end.Write((long)entries.Count);
            end.Write(length);
            end.Write(start);
            end.Write(0x07064b50);
            end.Write(0);
            end.Write(place);
            end.Write(1);
        }
        end.Write(0x06054b50);
        end.Write(0);   // disks
        end.Write(wide ? ushort.MaxValue : (ushort)entries.Count);
        end.Write(wide ? ushort.MaxValue : (ushort)entries.Count);
        end.Write(wide ? uint.MaxValue : (uint)length);
        end.Write(wide ? uint.MaxValue : (uint)start);
        end.Write((ushort)0);
    }

    /// <summary>A local header, its extra field filled up so that the data begins at a multiple of <see cref="Alignment"/>.</summary>
    private static byte[] Header(byte[] name, long position, long length)
    {
        var wide = length >= uint.MaxValue;
        var unpadded = position + HeaderLength + name.Length + (wide ? Wide : 0) + 4;
        var padding = (int)((Alignment - unpadded % Alignment) % Alignment);
        var result = new byte[unpadded + padding - position];
        using var header = new BinaryWriter(new MemoryStream(result));
        header.Write(0x04034b50);
        foreach (var field in (ReadOnlySpan<ushort>)[(ushort)(wide ? 45 : 20), 0x800, 0, 0, Date])
        {
            header.Write(field);
        }
        header.Write(0);   // the checksum is filled in later
        header.Write(wide ? uint.MaxValue : (uint)length);
        header.Write(wide ? uint.MaxValue : (uint)length);
        header.Write((ushort)name.Length);
        header.Write((ushort)((wide ? Wide : 0) + 4 + padding));
        header.Write(name);
        if (wide)
        {
            header.Write((ushort)1);
            header.Write((ushort)(Wide - 4));
            header.Write(length);
            header.Write(length);
        }
        header.Write((ushort)PaddingId);
        header.Write((ushort)padding);
        return result;
    }

    private BinaryWriter Record(uint mark, params ReadOnlySpan<ushort> fields)
    {
        var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(mark);
        foreach (var field in fields)
        {
            writer.Write(field);
        }
        return writer;
    }
}
