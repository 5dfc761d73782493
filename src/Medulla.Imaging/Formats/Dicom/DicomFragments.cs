using System.Buffers.Binary;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The fragments of compressed pixels, and which of them make up a frame (DICOM PS3.5, A.4).</summary>
internal sealed class DicomFragments
{
    private readonly DicomBytes bytes;
    private readonly List<(long Offset, int Length)> fragments = [];
    private readonly List<int> firsts = [];   // index of each frame's first fragment

    public DicomFragments(DicomBytes bytes, DicomPixelData pixels, int frames)
    {
        this.bytes = bytes;
        var table = Scan(pixels);
        if (fragments.Count < frames || fragments.Count == 0)
        {
            throw bytes.Broken($"it has {frames} frames but {fragments.Count} fragments of compressed pixels; the file is cut off or its header is wrong.");
        }
        if (frames == 1)
        {
            firsts.Add(0);
        }
        else if (fragments.Count == frames)
        {
            firsts.AddRange(Enumerable.Range(0, frames));
        }
        else if (table.Length == frames)
        {
            firsts.AddRange(ByTable(table));
        }
        else
        {
            firsts.AddRange(Enumerable.Range(0, fragments.Count).Where(BeginsJpeg));
        }
        if (firsts.Count != frames || firsts[0] != 0)
        {
            throw bytes.Broken($"its {fragments.Count} fragments of compressed pixels cannot be told apart into {frames} frames: there is no table of offsets, and {firsts.Count} begin a picture.");
        }
    }

    /// <summary>Compressed bytes in all.</summary>
    public long Bytes { get; private set; }

    /// <summary>The compressed bytes of a frame.</summary>
    public byte[] Frame(int frame)
    {
        var (first, end) = (firsts[frame], frame + 1 < firsts.Count ? firsts[frame + 1] : fragments.Count);
        var joined = new byte[fragments[first..end].Sum(fragment => (long)fragment.Length)];
        var done = 0;
        foreach (var (offset, length) in fragments[first..end])
        {
            bytes.Read(offset, joined.AsSpan(done, length), "a fragment of its pixels");
            done += length;
        }
        return joined;
    }

    /// <summary>Notes all fragments; gives the basic offset table.</summary>
    private uint[] Scan(DicomPixelData pixels)
    {
        uint[]? table = null;
        var (position, end) = (pixels.Offset, pixels.Offset + pixels.Length);
        Span<byte> head = stackalloc byte[8];
        while (end - position >= 8)
        {
            bytes.Read(position, head, "a fragment of its pixels");
            position += 8;
            // Compressed files are little endian, all of them.
            var (tag, length) = (new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(head), BinaryPrimitives.ReadUInt16LittleEndian(head[2..])), BinaryPrimitives.ReadUInt32LittleEndian(head[4..]));
            if (tag == DicomTags.SequenceEnd)
            {
                break;
            }
            if (tag != DicomTags.Item || length > end - position || length > int.MaxValue)
            {
                throw bytes.Broken($"its pixels have {tag} of {length} bytes at byte {position - 8}, where a fragment must stand that ends before byte {end}; the file is cut off or damaged.");
            }
            if (table is null)
            {
                table = new uint[length / 4];
                var values = bytes.Read(position, (int)length, "the table of offsets");
                for (var index = 0; index < table.Length; index++)
                {
                    table[index] = BinaryPrimitives.ReadUInt32LittleEndian(values.AsSpan(4 * index));
                }
            }
            else if (length > 0)
            {
                fragments.Add((position, (int)length));
                Bytes += length;
            }
            position += length;
        }
        return table ?? [];
    }

    /// <summary>Offsets count from the first fragment's item.</summary>
    private IEnumerable<int> ByTable(uint[] table)
    {
        var byOffset = fragments.Index().ToDictionary(fragment => fragment.Item.Offset - 8 - (fragments[0].Offset - 8), fragment => fragment.Index);
        var last = -1;
        foreach (var offset in table)
        {
            if (!byOffset.TryGetValue(offset, out var index) || index <= last)
            {
                throw bytes.Broken($"its table of offsets says that a frame begins at {offset}, where no fragment does; the file is damaged.");
            }
            yield return last = index;
        }
    }

    private bool BeginsJpeg(int index)
    {
        Span<byte> start = stackalloc byte[2];
        if (fragments[index].Length < 2)
        {
            return false;
        }
        bytes.Read(fragments[index].Offset, start, "a fragment of its pixels");
        return start is [0xFF, 0xD8];
    }
}
