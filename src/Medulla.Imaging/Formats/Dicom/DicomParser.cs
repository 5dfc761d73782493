using System.Buffers.Binary;
using System.Text;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>
/// Takes a file's bytes apart into attributes, up to its pixels (DICOM PS3.5, section 7). Every attribute and item takes at
/// least eight bytes of the file and every length is held against what is there, so damaged files end in an error, and
/// memory stays below 32 times the file's size.
/// </summary>
internal sealed class DicomParser(DicomBuffer buffer, DicomTransferSyntax syntax)
{
    /// <summary>Deeper sequences are damage; real ones reach 5 or so.</summary>
    private const int Deepest = 32;

    private const uint Undefined = uint.MaxValue;

    private static readonly Dictionary<int, string> names
        = "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV".Split(' ').ToDictionary(vr => (vr[0] << 8) | vr[1]);

    private Encoding encoding = Encoding.Latin1;

    /// <summary>Where the pixels are, once they were met.</summary>
    public DicomPixelData? Pixels { get; private set; }

    /// <summary>The attributes from <paramref name="position"/> on: of group 2 alone, or up to the pixels or the end.</summary>
    public DicomDataset Parse(ref long position, bool isMeta)
        => Dataset(ref position, buffer.Length, syntax.IsExplicit, depth: 0, untilDelimiter: false, isMeta);

    private DicomDataset Dataset(ref long position, long end, bool isExplicit, int depth, bool untilDelimiter, bool isMeta = false)
    {
        var elements = new List<DicomElement>();
        // An item has the character set of what it lies in, unless it has its own.
        var outer = encoding;
        while (position < end)
        {
            if (end - position < 8)
            {
                if (!isMeta && buffer.Span(position, end - position, "padding").ContainsAnyExcept((byte)0))
                {
                    throw buffer.Broken($"{end - position} bytes at byte {position} are no attribute; the file is cut off or damaged.");
                }
                position = isMeta ? position : end;
                break;
            }
            var start = buffer.Span(position, 8, "an attribute");
            var tag = Tag(start);
            if (isMeta && tag.Group != 2)
            {
                break;
            }
            if (tag == DicomTags.ItemEnd && untilDelimiter)
            {
                position += 8;
                encoding = outer;
                return new(elements, syntax.IsBigEndian, Of(elements, outer));
            }
            if (tag.Group == DicomTags.Item.Group)
            {
                throw buffer.Broken($"a delimiter {tag} stands at byte {position} where no sequence or item ends; the file is damaged.");
            }
            var (vr, length) = Head(ref position, start, tag, isExplicit);
            if (depth == 0 && (tag == DicomTags.PixelData || tag == DicomTags.FloatPixelData || tag == DicomTags.DoubleFloatPixelData))
            {
                var isFragmented = length == Undefined;
                if (!isFragmented && length > end - position)
                {
                    throw buffer.Broken($"the pixels {tag} take {length} bytes from byte {position} on, but the file has {buffer.Length}; it is cut off.");
                }
                Pixels = new(tag, vr, position, isFragmented ? buffer.Length - position : length, isFragmented);
                break;
            }
            if (length != Undefined && length > end - position)
            {
                throw buffer.Broken($"{tag} claims {length} bytes at byte {position}, but {end - position} follow in what holds it; the file is cut off or damaged.");
            }
            elements.Add(Element(ref position, tag, vr, length, end, isExplicit, depth));
            if (tag == DicomTags.SpecificCharacterSet)
            {
                encoding = Of(elements, outer);
            }
        }
        if (untilDelimiter)
        {
            throw buffer.Broken($"an item of undefined length has no end; the file is cut off or damaged.");
        }
        var own = encoding;
        encoding = outer;
        return new(elements, syntax.IsBigEndian, own);
    }

    private static Encoding Of(List<DicomElement> elements, Encoding outer)
        => elements.Find(element => element.Tag == DicomTags.SpecificCharacterSet) is { } set ? DicomText.Of(Encoding.ASCII.GetString(set.Bytes.Span)) : outer;

    private DicomElement Element(ref long position, DicomTag tag, string vr, uint length, long end, bool isExplicit, int depth)
    {
        if (vr == "SQ" || (length == Undefined && vr == "UN"))
        {
            // Of unknown representation and undefined length: a sequence in implicit encoding, whatever the file's (PS3.5, 6.2.2).
            return new(tag, Items(ref position, tag, length, end, isExplicit && vr == "SQ", depth));
        }
        if (length == Undefined)
        {
            SkipFragments(ref position, tag, end);
            return new(tag, vr, default);
        }
        var bytes = buffer.Slice(position, length, tag.ToString());
        position += length;
        return new(tag, vr, bytes);
    }

    private List<DicomDataset> Items(ref long position, DicomTag sequence, uint length, long outerEnd, bool isExplicit, int depth)
    {
        if (depth >= Deepest)
        {
            throw buffer.Broken($"sequence {sequence} lies {depth} deep in others; the file is damaged.");
        }
        var items = new List<DicomDataset>();
        var end = length == Undefined ? outerEnd : position + length;
        while (length == Undefined || position < end)
        {
            if (end - position < 8)
            {
                throw buffer.Broken($"sequence {sequence} ends amid an item; the file is cut off or damaged.");
            }
            var start = buffer.Span(position, 8, "an item");
            var (tag, size) = (Tag(start), UInt32(start[4..]));
            position += 8;
            if (tag == DicomTags.SequenceEnd)
            {
                position = length == Undefined ? position : end;
                return items;
            }
            if (tag != DicomTags.Item || (size != Undefined && size > end - position))
            {
                throw buffer.Broken($"sequence {sequence} has {tag} of {size} bytes at byte {position - 8}, where an item must stand that ends before byte {end}; the file is damaged.");
            }
            items.Add(Dataset(ref position, size == Undefined ? end : position + size, isExplicit, depth + 1, untilDelimiter: size == Undefined));
        }
        return items;
    }

    /// <summary>Goes past pixels in fragments that are not the file's own, such as those of an icon.</summary>
    private void SkipFragments(ref long position, DicomTag owner, long end)
    {
        while (end - position >= 8)
        {
            var start = buffer.Span(position, 8, "a fragment");
            var (tag, size) = (Tag(start), UInt32(start[4..]));
            position += 8;
            if (tag == DicomTags.SequenceEnd)
            {
                return;
            }
            if (tag != DicomTags.Item || size > end - position)
            {
                break;
            }
            position += size;
        }
        throw buffer.Broken($"{owner} has undefined length and its fragments do not end; the file is cut off or damaged.");
    }

    private (string Vr, uint Length) Head(ref long position, ReadOnlySpan<byte> start, DicomTag tag, bool isExplicit)
    {
        if (!isExplicit)
        {
            position += 8;
            var implied = DicomTags.Vr(tag);
            return (implied, UInt32(start[4..]));
        }
        var vr = Vr(start[4], start[5])
            ?? throw buffer.Broken($"{tag} at byte {position} has the bytes {start[4]:X2} {start[5]:X2} where its value representation must stand; the file is damaged, or its transfer syntax is wrong.");
        if (vr is not ("OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV"))
        {
            position += 8;
            return (vr, UInt16(start[6..]));
        }
        var length = UInt32(buffer.Span(position + 8, 4, tag.ToString()));
        position += 12;
        return (vr, length);
    }

    /// <summary>Two letters as a text, without a new string for each attribute.</summary>
    private static string? Vr(byte first, byte second)
        => names.TryGetValue((first << 8) | second, out var known) ? known
            : first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z' ? $"{(char)first}{(char)second}" : null;

    private DicomTag Tag(ReadOnlySpan<byte> bytes) => new(UInt16(bytes), UInt16(bytes[2..]));

    private ushort UInt16(ReadOnlySpan<byte> bytes)
        => syntax.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint UInt32(ReadOnlySpan<byte> bytes)
        => syntax.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
